"""Account numbers and bank codes: whether an IBAN and a BIC are well formed.

Source: ISO 13616 (length by country, check digits by modulo 97) and ISO 9362.
"""

import re

from enmeshed_kit.words import COUNTRIES

_LENGTHS = (
    "NO15 BE16 DK18 FI18 FK18 FO18 GL18 NL18 SD18 MK19 SI19 AT20 BA20 EE20 KZ20 LT20 LU20 MN20 XK20 CH21 "
    "HR21 LI21 LV21 BG22 BH22 CR22 DE22 GB22 GE22 IE22 ME22 RS22 VA22 AE23 GI23 IL23 IQ23 OM23 SO23 TL23 "
    "AD24 CZ24 ES24 MD24 PK24 RO24 SA24 SE24 SK24 TN24 VG24 AO25 LY25 PT25 ST25 IS26 TR26 BI27 DJ27 FR27 "
    "GR27 IT27 MC27 MR27 SM27 AL28 AZ28 BY28 CY28 DO28 GT28 HU28 LB28 NI28 PL28 SV28 BR29 EG29 PS29 QA29 "
    "UA29 JO30 KW30 MU30 YE30 MT31 SC31 LC32 RU33"
)
_LENGTH_OF = {entry[:2]: int(entry[2:]) for entry in _LENGTHS.split()}


def is_iban(text: str) -> bool:
    """Whether a text is an IBAN without blanks whose check digits are right."""
    if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]+", text) or _LENGTH_OF.get(text[:2]) != len(text):
        return False
    digits = "".join(str(int(character, 36)) for character in text[4:] + text[:4])
    return int(digits) % 97 == 1


def is_bic(text: str) -> bool:
    """Whether a text has the form of a BIC: bank, country, place and possibly branch."""
    return bool(re.fullmatch(r"[A-Za-z]{6}[A-Za-z0-9]{2}([A-Za-z0-9]{3})?", text)) and text[4:6].upper() in COUNTRIES
