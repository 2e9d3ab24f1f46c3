"""The 63 provinces in which numbers were given out, by the first three digits of a citizen number.

The mergers of 2025 left these codes unchanged inside existing numbers, and gave seven of them to other
provinces as unit codes: never read a number with the table of the 34 units (docs/domain.md#citizen-number).
Cards issued before name the old provinces in their addresses.
"""

_TABLE = """
001 Hà Nội, 002 Hà Giang, 004 Cao Bằng, 006 Bắc Kạn, 008 Tuyên Quang, 010 Lào Cai, 011 Điện Biên,
012 Lai Châu, 014 Sơn La, 015 Yên Bái, 017 Hòa Bình, 019 Thái Nguyên, 020 Lạng Sơn, 022 Quảng Ninh,
024 Bắc Giang, 025 Phú Thọ, 026 Vĩnh Phúc, 027 Bắc Ninh, 030 Hải Dương, 031 Hải Phòng, 033 Hưng Yên,
034 Thái Bình, 035 Hà Nam, 036 Nam Định, 037 Ninh Bình, 038 Thanh Hóa, 040 Nghệ An, 042 Hà Tĩnh,
044 Quảng Bình, 045 Quảng Trị, 046 Thừa Thiên Huế, 048 Đà Nẵng, 049 Quảng Nam, 051 Quảng Ngãi,
052 Bình Định, 054 Phú Yên, 056 Khánh Hòa, 058 Ninh Thuận, 060 Bình Thuận, 062 Kon Tum, 064 Gia Lai,
066 Đắk Lắk, 067 Đắk Nông, 068 Lâm Đồng, 070 Bình Phước, 072 Tây Ninh, 074 Bình Dương, 075 Đồng Nai,
077 Bà Rịa-Vũng Tàu, 079 TP.HCM, 080 Long An, 082 Tiền Giang, 083 Bến Tre, 084 Trà Vinh, 086 Vĩnh Long,
087 Đồng Tháp, 089 An Giang, 091 Kiên Giang, 092 Cần Thơ, 093 Hậu Giang, 094 Sóc Trăng, 095 Bạc Liêu,
096 Cà Mau
"""

PROVINCES: dict[str, str] = {entry[:3]: entry[4:] for entry in " ".join(_TABLE.split()).split(", ")}
"""From "001" to "Hà Nội"."""

_MERGERS = """
Tuyên Quang: Hà Giang; Lào Cai: Yên Bái; Thái Nguyên: Bắc Kạn; Phú Thọ: Vĩnh Phúc, Hòa Bình;
Bắc Ninh: Bắc Giang; Hưng Yên: Thái Bình; Hải Phòng: Hải Dương; Ninh Bình: Hà Nam, Nam Định;
Quảng Trị: Quảng Bình; Huế: Thừa Thiên Huế; Đà Nẵng: Quảng Nam; Quảng Ngãi: Kon Tum; Gia Lai: Bình Định;
Khánh Hòa: Ninh Thuận; Lâm Đồng: Đắk Nông, Bình Thuận; Đắk Lắk: Phú Yên;
Hồ Chí Minh: TP.HCM, Bình Dương, Bà Rịa-Vũng Tàu, Bà Rịa - Vũng Tàu; Đồng Nai: Bình Phước;
Tây Ninh: Long An; Cần Thơ: Hậu Giang, Sóc Trăng; Vĩnh Long: Bến Tre, Trà Vinh; Đồng Tháp: Tiền Giang;
Cà Mau: Bạc Liêu; An Giang: Kiên Giang
"""

MERGED: dict[str, str] = {
    old: new
    for new, olds in (entry.split(": ") for entry in " ".join(_MERGERS.split()).split("; "))
    for old in olds.split(", ")
}
"""From a province that is no more, or another way to write one, to the one that has it since 01-07-2025."""
