"""Every component in every state, as data for the page on which staff and visual tests look at them.

The texts are samples of five scripts (Latin, Japanese, Thai, Khmer, Arabic), for the layout, not for reading.
"""

from datetime import timedelta
from typing import Any, Final

from django import forms
from django.core.paginator import Paginator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from languages import registry
from website.icons import SHAPES

TEXTS: Final = {
    "en": {
        "course": "Community policing from a koban",
        "lesson": "Taking a lost-property report",
        "other": "Walking your area",
        "sentence": "Most people who walk into a koban have lost something, or have found something.",
        "action": "Continue lesson 4",
        "quiet": "Leave the quiz",
        "question": "A resident brings in a wallet found near the station. What do you do first?",
        "answers": [
            "Call the owner before doing any paperwork.",
            "Record the finder’s details and the contents.",
        ],
        "step": "Read the description back, one item at a time.",
        "reason": "Opens after lesson 5",
    },
    "ja": {
        "course": "交番から始める地域警察",
        "lesson": "遺失届を受理する",
        "other": "受持区域を歩く",
        "sentence": "交番を訪れる人の多くは、何かを失くしたか、何かを拾った人です。",
        "action": "第4課を続ける",
        "quiet": "小テストを離れる",
        "question": "駅の近くで拾った財布を住民が届けに来ました。最初に何をしますか。",
        "answers": ["書類を作る前に持ち主に電話する。", "拾った人の連絡先と中身を記録する。"],
        "step": "特徴を一つずつ読み返す。",
        "reason": "第5課の後に開きます",
    },
    "th": {
        "course": "งานตำรวจชุมชนจากป้อมโคบัง",
        "lesson": "การรับแจ้งทรัพย์สินหาย",
        "other": "การเดินตรวจพื้นที่",
        "sentence": "คนส่วนใหญ่ที่เดินเข้ามาในโคบังทำของหายหรือเก็บของได้",
        "action": "เรียนบทที่ 4 ต่อ",
        "quiet": "ออกจากแบบทดสอบ",
        "question": "ชาวบ้านนำกระเป๋าสตางค์ที่เก็บได้ใกล้สถานีมาส่ง คุณทำอะไรก่อน",
        "answers": ["โทรหาเจ้าของก่อนทำเอกสาร", "บันทึกข้อมูลผู้เก็บได้และสิ่งของภายใน"],
        "step": "อ่านรายละเอียดทวนทีละรายการ",
        "reason": "เปิดหลังจากบทที่ 5",
    },
    "km": {
        "course": "ការងារប៉ូលិសសហគមន៍ពីប៉ុស្តិ៍កូបាន់",
        "lesson": "ការទទួលពាក្យបាត់របស់",
        "other": "ការដើរល្បាតតំបន់របស់អ្នក",
        "sentence": "មនុស្សភាគច្រើនដែលចូលមកកូបាន់ បានបាត់របស់ ឬរើសបានរបស់។",
        "action": "បន្តមេរៀនទី 4",
        "quiet": "ចាកចេញពីតេស្ត",
        "question": "អ្នកស្រុកម្នាក់យកកាបូបដែលរើសបានមកឱ្យ។ តើអ្នកធ្វើអ្វីមុនគេ?",
        "answers": ["ទូរស័ព្ទទៅម្ចាស់មុនធ្វើឯកសារ។", "កត់ត្រាព័ត៌មានអ្នករើសបាន និងរបស់ខាងក្នុង។"],
        "step": "អានការពិពណ៌នាឡើងវិញម្តងមួយៗ។",
        "reason": "បើកក្រោយមេរៀនទី 5",
    },
    "ar": {
        "course": "الشرطة المجتمعية من مركز كوبان",
        "lesson": "تلقي بلاغ عن مفقودات",
        "other": "التجول في منطقتك",
        "sentence": "معظم من يدخلون مركز كوبان فقدوا شيئًا أو عثروا على شيء.",
        "action": "متابعة الدرس 4",
        "quiet": "مغادرة الاختبار",
        "question": "أحضر أحد السكان محفظة عثر عليها قرب المحطة. ما أول ما تفعله؟",
        "answers": ["الاتصال بالمالك قبل أي إجراء كتابي.", "تسجيل بيانات من عثر عليها ومحتوياتها."],
        "step": "أعد قراءة الوصف بندًا بندًا.",
        "reason": "يُفتح بعد الدرس 5",
    },
}


class SampleForm(forms.Form):
    number = forms.CharField(
        label=_("Service number"),
        help_text="ID-0421",
        error_messages={"required": _("Enter your service number")},
    )
    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput, required=False)
    day = forms.ChoiceField(label=_("Language"), choices=[("", "–"), *registry.NAMES.items()])
    note = forms.CharField(label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    order = forms.ChoiceField(
        label=_("Order of your name"),
        widget=forms.RadioSelect,
        choices=[("p", _("Family name first")), ("s", _("Given name first"))],
        initial="p",
    )
    agree = forms.BooleanField(label=_("Data saver"), required=False)


def samples(language: str) -> dict[str, Any]:
    """The template's data for one language; English where there are no sample texts."""
    language = language if language in TEXTS else "en"
    texts = TEXTS[language]
    lesson, other, meta = texts["lesson"], texts["other"], ["12 min", "31 KB"]
    return {
        "t": texts,
        "language": language,
        "languages": [(code, registry.NAMES[code], registry.html_tag(code)) for code in TEXTS],
        "html_lang": registry.html_tag(language),
        "html_dir": registry.direction(language),
        "schemes": [("on-light", "light"), ("on-dark", "dark")],
        "rail": [
            {"state": "done", "title": other, "url": "#", "meta": meta},
            {"state": "now", "title": lesson, "url": "#", "meta": meta},
            {"state": "todo", "title": other, "url": "#", "meta": meta},
            {"state": "shut", "title": lesson, "reason": texts["reason"]},
            {"state": "shut", "title": other, "reason": texts["reason"], "icon": "medal"},
        ],
        "steps": [texts["step"], texts["sentence"], texts["step"]],
        "cells": [
            {
                "number": at,
                "url": "#",
                "is_answered": at < 3,
                "is_current": at == 3,
                "is_flagged": at in {2, 4},
            }
            for at in range(1, 11)
        ],
        "empty_form": SampleForm(prefix="a"),
        "wrong_form": SampleForm({"b-note": texts["sentence"]}, prefix="b"),
        "page": Paginator(range(95), 30).page(2),
        "soon": timezone.now() + timedelta(days=5),
        "later": timezone.now() + timedelta(days=19),
        "past": timezone.now() - timedelta(days=1),
        "headings": [texts["lesson"], "1", "2"],
        "rows": [[other, "12", "31"], [lesson, "9", "4"]],
        "icons": SHAPES,
        "swatches": [
            "page", "card", "sunk", "tint", "ink", "ink-2", "line", "edge", "act", "act-2", "on-act",
            "ok", "ok-tint", "warn", "warn-tint", "bad", "bad-tint", "ring", "halo", "lamp",
        ],
    }  # fmt: skip
