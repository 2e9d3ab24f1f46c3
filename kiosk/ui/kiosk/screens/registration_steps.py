"""Which step asks which question of a registration."""

from kiosk.domain.registration.journey import Question
from kiosk.ui.kiosk.questions.card import CardStep, HelperCardStep
from kiosk.ui.kiosk.questions.choices import PhoneOwnerStep, RelationStep, SexStep
from kiosk.ui.kiosk.questions.commune import CommuneStep
from kiosk.ui.kiosk.questions.consent import ConsentStep
from kiosk.ui.kiosk.questions.details import DetailsStep
from kiosk.ui.kiosk.questions.phone import PhoneStep
from kiosk.ui.kiosk.questions.phone_code import CodeStep
from kiosk.ui.kiosk.questions.review import ReviewStep
from kiosk.ui.kiosk.questions.step import Step
from kiosk.ui.kiosk.questions.typed import AddressStep, BirthStep, NameStep, NumberStep

STEPS: dict[Question, type[Step]] = {
    Question.RELATION: RelationStep,
    Question.CARD: CardStep,
    Question.NUMBER: NumberStep,
    Question.NAME: NameStep,
    Question.BIRTH: BirthStep,
    Question.SEX: SexStep,
    Question.ADDRESS: AddressStep,
    Question.DETAILS: DetailsStep,
    Question.COMMUNE: CommuneStep,
    Question.HELPER_CARD: HelperCardStep,
    Question.HELPER_NUMBER: NumberStep,
    Question.HELPER_NAME: NameStep,
    Question.HELPER_BIRTH: BirthStep,
    Question.PHONE_OWNER: PhoneOwnerStep,
    Question.PHONE: PhoneStep,
    Question.CODE: CodeStep,
    Question.CONSENT: ConsentStep,
    Question.CHILD_CONSENT: ConsentStep,
    Question.DECLARATION: ConsentStep,
    Question.NOTICES: ConsentStep,
    Question.REVIEW: ReviewStep,
}
