"""The providers of messages, each behind the port `messages.sms.Sms`; `opening` builds the one chosen."""
