"""Mails that people write, as their programs send them: every one with the words that are new in it."""

# ruff: noqa: E501
from __future__ import annotations

import base64
import quopri
from collections.abc import Iterator
from dataclasses import dataclass, replace

from ground.mailbox.choices import Kind, State
from tests.mailbox.mails import INGRID, OURS, vouched

NEW = "Thank you. When do we get the money?"
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"\0" * 60).decode()
TNEF = base64.b64encode(b"\x78\x9f\x3e\x22" + b"\x01" * 80).decode()


@dataclass(frozen=True)
class Case:
    """One raw mail and what must come of it; `text` None where the words do not matter."""

    name: str
    raw: bytes
    kind: str = Kind.PERSON
    state: str = State.PLACED
    why: str = ""
    text: str | None = None
    envelope_from: str | None = None


@dataclass(frozen=True)
class Ours:
    """What of ours the mails name: a letter, its reply address, the case."""

    message_id: str
    reply_to: str
    reference: str


def head(ours: Ours, name: str, *, sender: str = INGRID, answers: bool = True, signed: str | None = None) -> str:
    signed = vouched(sender.rpartition("@")[2].strip(" >")) if signed is None else signed
    lines = [f"Authentication-Results: {signed}"] if signed else []
    lines += [f"From: {sender}", f"To: {OURS}", "Subject: Re: We made a mistake with your freight"]
    lines += ["Date: Thu, 19 Nov 2026 10:40:00 -0800", f"Message-ID: <{name.replace(' ', '.')}@halvorsen.example>"]
    if answers:
        lines += [f"In-Reply-To: {ours.message_id}"]
    return "\n".join(lines) + "\nMIME-Version: 1.0\n"


def plain(ours: Ours, name: str, words: str, /, **more) -> Case:
    """A plain mail in UTF-8, its words as they stand."""
    fields = {key: more.pop(key) for key in ("sender", "answers", "signed") if key in more}
    raw = head(ours, name, **fields) + "Content-Type: text/plain; charset=utf-8\n\n" + words
    return Case(name, raw.encode(), **more)


GMAIL = {
    "English": "On Thu, Nov 19, 2026 at 10:40 AM John Reyes <care@brightwater.example> wrote:",
    "broken over two lines": "On Thu, Nov 19, 2026 at 10:40 AM John Reyes from Brightwater Supply\n<care@brightwater.example> wrote:",
    "German": "Am Do., 19. Nov. 2026 um 19:40 Uhr schrieb John Reyes <care@brightwater.example>:",
    "French": "Le jeu. 19 nov. 2026 à 19:40, John Reyes <care@brightwater.example> a écrit :",
    "Spanish": "El jue, 19 nov 2026 a las 19:40, John Reyes (<care@brightwater.example>) escribió:",
    "Dutch": "Op do 19 nov 2026 om 19:40 schreef John Reyes <care@brightwater.example>:",
    "Italian": "Il giorno gio 19 nov 2026 alle ore 19:40 John Reyes <care@brightwater.example> ha scritto:",
    "Japanese": "2026年11月20日(金) 3:40 John Reyes <care@brightwater.example>のメッセージ:",
    "Chinese": "于2026年11月20日周五 03:40 John Reyes <care@brightwater.example>写道：",
    "Swedish": "Den tors 19 nov. 2026 kl 19:40 skrev John Reyes <care@brightwater.example>:",
    "Russian": "чт, 19 нояб. 2026 г. в 21:40, John Reyes <care@brightwater.example> написал(а):",
    "Portuguese": "Em qui., 19 de nov. de 2026 às 15:40, John Reyes <care@brightwater.example> escreveu:",
}
OUTLOOK = {
    "English": ("From", "Sent", "To", "Subject"),
    "German": ("Von", "Gesendet", "An", "Betreff"),
    "French": ("De", "Envoyé", "À", "Objet"),
    "Spanish": ("De", "Enviado el", "Para", "Asunto"),
    "Dutch": ("Van", "Verzonden", "Aan", "Onderwerp"),
    "Italian": ("Da", "Inviato", "A", "Oggetto"),
    "Japanese": ("差出人", "送信日時", "宛先", "件名"),
    "Chinese": ("发件人", "发送时间", "收件人", "主题"),
    "Arabic": ("من", "تاريخ", "إلى", "الموضوع"),
}
ORIGINAL = {
    "English": "-----Original Message-----",
    "German": "-----Ursprüngliche Nachricht-----",
    "French": "-----Message d'origine-----",
    "Spanish": "-----Mensaje original-----",
    "Dutch": "-----Oorspronkelijk bericht-----",
    "Japanese": "-----元のメッセージ-----",
}
PHONES = {
    "English": "Sent from my iPhone",
    "German": "Von meinem iPhone gesendet",
    "French": "Envoyé de mon iPhone",
    "Spanish": "Enviado desde mi iPhone",
    "Dutch": "Verstuurd vanaf mijn iPhone",
    "Japanese": "iPhoneから送信",
    "Outlook": "Get Outlook for iOS",
}
CHARSETS = {
    "iso-8859-1": "Merci, à bientôt. Où est l'argent?",
    "iso-8859-15": "Nous attendons 21 317 €. À bientôt.",
    "windows-1252": "“Thank you” – it’s 21 €.",
    "utf-8": "Grüße aus Köln – 東京",
    "utf-16": "Thank you from UTF-16, ü",
    "iso-2022-jp": "お世話になっております。返金はいつですか。",
    "shift_jis": "返金はいつですか。よろしくお願いします。",
    "euc-jp": "返金はいつですか。",
    "gb2312": "谢谢，什么时候退款？",
    "gbk": "謝謝，什么时候退款？",
    "gb18030": "谢谢。𠀀",
    "big5": "謝謝，什麼時候退款？",
    "euc-kr": "감사합니다. 언제 환불되나요?",
    "ks_c_5601-1987": "감사합니다.",
    "koi8-r": "Спасибо, когда вернут деньги?",
    "windows-1251": "Спасибо, когда вернут деньги?",
    "iso-8859-7": "Ευχαριστώ. Πότε;",
    "iso-8859-2": "Dziękuję. Kiedy zwrot?",
    "windows-1250": "Děkuji. Kdy?",
    "windows-1254": "Teşekkürler. Ne zaman?",
    "windows-1255": "תודה. מתי?",
    "iso-8859-8-i": "תודה",
    "windows-1256": "شكرا. متى؟",
    "iso-8859-6": "شكرا",
    "windows-874": "ขอบคุณ",
    "windows-1258": "Cam on. Khi nao?",
    "utf-7": "Merci, où?",
    "x-mac-roman": "Merci, à bientôt",
}
PYTHON = {"ks_c_5601-1987": "cp949", "iso-8859-8-i": "iso-8859-8", "windows-874": "cp874", "x-mac-roman": "mac_roman"}


def quoting(ours: Ours) -> Iterator[Case]:
    for language, line in GMAIL.items():
        text = f"{NEW}\n\n{line}\n\n> Dear Ingrid,\n>\n> We charged you too much.\n> -- \n> John\n"
        yield plain(ours, f"Gmail {language}", text, text=NEW)
    for language, names in OUTLOOK.items():
        lines = zip(names, ("John Reyes", "Donnerstag, 19. November 2026 19:40", "Ingrid", "Freight"), strict=True)
        block = "\n".join(f"{name}: {value}" for name, value in lines)
        yield plain(ours, f"Outlook {language}", f"{NEW}\n\n{block}\n\nDear Ingrid,\nWe charged you.\n", text=NEW)
    for language, line in ORIGINAL.items():
        yield plain(ours, f"Original {language}", f"{NEW}\n\n{line}\nFrom: John\n\nDear Ingrid,\n", text=NEW)
    for language, line in PHONES.items():
        yield plain(ours, f"phone {language}", f"{NEW}\n\n{line}\n", text=NEW)
    line = GMAIL["English"]
    yield plain(ours, "bottom posting", f"{line}\n> Dear Ingrid,\n> We charged you.\n\n{NEW}\n", text=NEW)
    between = f"{line}\n> Is it 44?\nYes, 44.\n> And the sum?\nToo low.\n"
    yield plain(ours, "between the lines", between, text="Yes, 44.\nToo low.")
    yield plain(
        ours, "rule of Outlook", f"{NEW}\n\n{'_' * 32}\nFrom: John\nSent: Thursday\nTo: I\nSubject: F\n\nx\n", text=NEW
    )
    yield plain(ours, "signature", f"{NEW}\n-- \nIngrid Halvorsen\nHalvorsen Marine Supply\n", text=NEW)
    yield plain(ours, "signature and quote", f"{NEW}\n-- \nIngrid\n\n{line}\n> Dear\n", text=NEW)
    yield plain(ours, "the quote cut", f"{NEW}\n", text=NEW)
    yield plain(ours, "dashes are no signature", f"- one\n- two\n\n{NEW}\n", text=f"- one\n- two\n\n{NEW}")
    yield plain(ours, "wrote in a sentence", "You wrote: we pay. On Monday?\n", text="You wrote: we pay. On Monday?")
    yield plain(ours, "from in a sentence", "From: where?\nI do not know.\n", text="From: where?\nI do not know.")


def encoded(ours: Ours) -> Iterator[Case]:
    for charset, words in CHARSETS.items():
        data = words.encode(PYTHON.get(charset, charset))
        top = head(ours, f"charset {charset}") + f"Content-Type: text/plain; charset={charset}\n"
        raw = f"{top}Content-Transfer-Encoding: base64\n\n".encode() + base64.encodebytes(data)
        yield Case(f"charset {charset}", raw, text=words)
    top = head(ours, "quoted printable") + "Content-Type: text/plain; charset=utf-8\n"
    words = "Grüße, a line that is longer than seventy-six letters and therefore is broken softly by the program"
    raw = f"{top}Content-Transfer-Encoding: quoted-printable\n\n".encode() + quopri.encodestring(words.encode())
    yield Case("quoted printable", raw, text=words)
    for name, charset, data, words in (
        ("unknown charset", "x-nobody-knows", "Grüße".encode(), "Grüße"),
        ("wrong charset", "us-ascii", "Grüße".encode(), "Grüße"),
        ("utf-8 that is latin", "utf-8", "Grüße".encode("latin-1"), "Grüße"),
        ("no text codec", "hex", b"Thank you", "Thank you"),
        ("a codec that squares", "punycode", b"Thank you", "Thank you"),
        ("charset in quotes", '"utf-8"', "Grüße".encode(), "Grüße"),
        ("empty charset", '""', b"Thank you", "Thank you"),
    ):
        yield Case(
            name, (head(ours, name) + f"Content-Type: text/plain; charset={charset}\n\n").encode() + data, text=words
        )
    bare = head(ours, "eight bits undeclared").replace("MIME-Version: 1.0\n", "")
    yield Case("eight bits undeclared", bare.encode() + b"\nGr\xfc\xdfe", text="Grüße")
    broken = head(ours, "broken base64") + "Content-Transfer-Encoding: base64\n\nVGhhbmsgeW91IQ===!!\n"
    yield Case("broken base64", broken.encode(), text="Thank you!")
    yield Case("NUL and bells", head(ours, "NUL").encode() + b"\nThank\0 you\x07.\n", text="Thank you.")
    yield plain(ours, "turned writing", "Thank \u202eyou\u202c.\n", text="Thank you.")
    yield Case(
        "old Mac line ends", (head(ours, "mac") + "\nThank you.\n").replace("\n", "\r\n").encode(), text="Thank you."
    )


def in_html(ours: Ours) -> Iterator[Case]:
    top = "Content-Type: text/html; charset=utf-8\n\n"
    gmail = f'<div dir="ltr">{NEW}</div><br><div class="gmail_quote"><div>On Thu John wrote:</div><blockquote>Dear</blockquote></div>'
    outlook = f"<html><body><p>{NEW}</p><div id='divRplyFwdMsg'><b>From:</b> John<br><b>Sent:</b> Thursday<br><b>To:</b> I<br><b>Subject:</b> F</div><p>Dear Ingrid</p></body></html>"
    apple = f"<body>{NEW}<br><blockquote type='cite'><div>On 19 Nov 2026, at 10:40, John wrote:</div><p>Dear</p></blockquote></body>"
    hostile = f"<p>{NEW}</p><script>alert(1)</script><style>p{{}}</style><img src='http://t.example/x.gif' onerror=x><form action=//e><input></form>"
    for name, markup in (("Gmail", gmail), ("Outlook", outlook), ("Apple", apple), ("hostile", hostile)):
        yield Case(f"HTML of {name}", (head(ours, f"html {name}") + top + markup).encode(), text=NEW)
    yield Case(
        "unclosed tags",
        (head(ours, "unclosed") + top + "<p><b>Thank you<p><i>Ingrid").encode(),
        text="Thank you\n\nIngrid",
    )
    yield Case(
        "HTML entities",
        (head(ours, "entities") + top + "<p>1 &lt; 2 &amp; 3&nbsp;&euro;</p>").encode(),
        text="1 < 2 & 3 €",
    )
    both = (
        head(ours, "both") + 'Content-Type: multipart/alternative; boundary="b"\n\n--b\nContent-Type: text/plain\n\n'
        f"{NEW}\n--b\nContent-Type: text/html\n\n<p>{NEW}</p>\n--b--\n"
    )
    yield Case("plain and HTML", both.encode(), text=NEW)
    empty = both.replace(f"text/plain\n\n{NEW}", "text/plain\n\n ")
    yield Case("an empty plain twin", empty.encode(), text=NEW)


def with_parts(ours: Ours) -> Iterator[Case]:
    def mixed(name: str, *parts: str, kind: str = "mixed") -> bytes:
        top = head(ours, name) + f'Content-Type: multipart/{kind}; boundary="b"\n'
        return (top + "\n" + "".join(f"--b\n{part}\n" for part in parts) + "--b--\n").encode()

    words = f"Content-Type: text/plain\n\n{NEW}"
    pdf = 'Content-Type: application/pdf; name="list.pdf"\nContent-Disposition: attachment; filename="list.pdf"\n\n%PDF-1.4 x'
    png = f"Content-Type: image/png\nContent-ID: <i1>\nContent-Disposition: inline\nContent-Transfer-Encoding: base64\n\n{PNG}"
    tnef = f"Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n{TNEF}"
    yield Case("with a file", mixed("file", words, pdf), text=NEW)
    yield Case("with a picture in it", mixed("picture", words, png, kind="related"), text=NEW)
    yield Case("with Outlook's own format", mixed("tnef", words, tnef), text=NEW)
    yield Case("only Outlook's own format", mixed("only tnef", tnef), text="")
    long = pdf.replace('filename="list.pdf"', "filename*0*=utf-8''%E8%AB%8B; filename*1=.pdf")
    yield Case("a name in pieces", mixed("pieces", words, long), text=NEW)
    hostile = pdf.replace("list.pdf", "../../etc/passwd\u202efdp.exe")
    yield Case("a hostile name of a file", mixed("hostile file", words, hostile), text=NEW)
    two = "Content-Type: text/plain\n\nAnd one more line."
    yield Case("two plain parts", mixed("two", words, two), text=f"{NEW}\n\nAnd one more line.")
    inner = "Content-Type: message/rfc822\n\nFrom: a@b.example\nSubject: The old mail\n\nOld words"
    yield Case("a forwarded mail inside", mixed("forwarded", words, inner), text=NEW)
    nested = inner
    for _ in range(20):
        nested = f"Content-Type: message/rfc822\n\nFrom: a@b.example\nSubject: Fwd\n{nested}"
    yield Case("forwards in forwards", mixed("nested", words, nested), text=NEW)
    signed = "Content-Type: application/pkcs7-signature; name=smime.p7s\nContent-Transfer-Encoding: base64\n\nMIIB"
    yield Case("signed by S/MIME", mixed("smime", words, signed, kind="signed"), text=NEW)
    pgp = "Content-Type: application/octet-stream; name=encrypted.asc\n\n-----BEGIN PGP MESSAGE-----\nxx\n"
    yield Case("encrypted", mixed("pgp", pgp, kind="encrypted"), text="")
    meeting = "Content-Type: text/calendar; method=REPLY; name=invite.ics\n\nBEGIN:VCALENDAR\nEND:VCALENDAR"
    yield Case("with an invitation", mixed("meeting", words, meeting), text=NEW)
    no_end = mixed("no end", words)[:-6]
    yield Case("no last boundary", no_end, text=NEW)
    yield Case("no boundary named", mixed("no boundary", words).replace(b'; boundary="b"', b""), text=None)


def routed(ours: Ours) -> Iterator[Case]:
    only = plain(ours, "only References", NEW, answers=False).raw.replace(
        b"MIME-Version", f"References: <x@y.example> {ours.message_id} <z@y.example>\nMIME-Version".encode()
    )
    yield Case("only References", only, text=NEW)
    many = " ".join(f"<{n}@y.example>" for n in range(400))
    crowd = plain(ours, "many references", NEW, answers=False).raw.replace(
        b"MIME-Version", f"References: {many}\n {ours.message_id}\nMIME-Version".encode()
    )
    yield Case("four hundred references", crowd, text=NEW)
    by_address = plain(ours, "reply address", NEW, answers=False).raw.replace(OURS.encode(), ours.reply_to.encode())
    yield Case("by the reply address", by_address, text=NEW)
    upper = plain(ours, "upper address", NEW, answers=False).raw.replace(OURS.encode(), ours.reply_to.upper().encode())
    yield Case("by the reply address in capitals", upper, text=NEW)
    number = plain(ours, "number", NEW, answers=False).raw.replace(b"your freight", f"it [{ours.reference}]".encode())
    yield Case("by the number in the subject", number, text=NEW)
    changed = plain(ours, "changed subject", NEW).raw.replace(b"Re: We made a mistake with your freight", b"Money")
    yield Case("the subject changed", changed, text=NEW)
    coded = plain(ours, "coded", NEW).raw.replace(
        b"Re: We made a mistake with your freight", b"=?utf-8?B?UmU6IEZyYWNodCDwn5iA?= =?iso-8859-1?Q?Gr=FC=DFe?="
    )
    yield Case("an encoded subject", coded, text=NEW)
    no_id = plain(ours, "no id", NEW).raw.replace(b"Message-ID: <no.id@halvorsen.example>\n", b"")
    yield Case("no Message-ID", no_id, text=NEW)
    yield Case(
        "no date", plain(ours, "no date", NEW).raw.replace(b"Date: Thu, 19 Nov 2026 10:40:00 -0800\n", b""), text=NEW
    )
    odd_date = plain(ours, "odd date", NEW).raw.replace(
        b"Thu, 19 Nov 2026 10:40:00 -0800", b"yesterday, 99:99 +9999999"
    )
    yield Case("a date that is none", odd_date, text=NEW)
    mbox = b"From ingrid@halvorsen.example Thu Nov 19 10:40:00 2026\n" + plain(ours, "mbox", NEW).raw
    yield Case("a line of the mailbox format", mbox, text=NEW)
    crlf = plain(ours, "crlf", NEW).raw.replace(b"\n", b"\r\n")
    yield Case("line ends of the wire", crlf, text=NEW)
    broken = plain(ours, "broken head", NEW).raw.replace(b"Subject:", b"this is no header\nX-Broken\nSubject:")
    yield Case("broken head", broken, state=State.TRAY, text=None)
    folded = plain(ours, "folded", NEW, sender='"Ingrid\n Halvorsen"\n <ingrid@halvorsen.example>')
    yield replace(folded, text=NEW)
    upper = plain(ours, "big letters", NEW, sender="INGRID@HALVORSEN.EXAMPLE", signed=vouched())
    yield replace(upper, text=NEW)
    suppress = plain(ours, "suppress", NEW).raw.replace(b"MIME-Version", b"X-Auto-Response-Suppress: All\nMIME-Version")
    yield Case("suppresses automatic answers", suppress, text=NEW)
    no = plain(ours, "auto no", NEW).raw.replace(b"MIME-Version", b"Auto-Submitted: no\nMIME-Version")
    yield Case("says that no machine wrote it", no, text=NEW)


def people(ours: Ours) -> list[Case]:
    return [
        replace(case, state=State.TRAY, why="nothing_new") if case.text == "" and not _named(case) else case
        for make in (quoting, encoded, in_html, with_parts, routed)
        for case in make(ours)
    ]


def _named(case: Case) -> bool:
    """Where there are no words, the names of what is attached are kept as theirs."""
    return b"name=" in case.raw
