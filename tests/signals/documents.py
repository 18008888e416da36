# SPDX-License-Identifier: Apache-2.0
"""documents.py: writes into the current folder the files that the tests of
signals attach, each format by hand, sound and hostile."""
import zipfile

SENTENCE = "Users of the gateway are informed of each security update by e-mail."
TRAP = "Project status updates are communicated to customers every month."


def pdf(path, pages, size=9, box="595 842"):
    n = len(pages)
    objs = [b"<< /Type /Catalog /Pages 2 0 R >>",
            ("<< /Type /Pages /Kids [%s] /Count %d >>" % (
                " ".join("%d 0 R" % (4 + 2 * i) for i in range(n)), n)).encode(),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    for i, lines in enumerate(pages):
        objs.append(("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %s]"
                     " /Contents %d 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
                     % (box, 5 + 2 * i)).encode())
        s = "BT /F1 %d Tf 50 %d Td %d TL %s ET" % (
            size, int(box.split()[1]) - 40, size + 3, " ".join("(%s) Tj T*" % x for x in lines))
        objs.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(s), s.encode()))
    out, at = bytearray(b"%PDF-1.4\n"), []
    for i, o in enumerate(objs, 1):
        at.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (i, o)
    xref = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objs) + 1)
    out += b"".join(b"%010d 00000 n \n" % x for x in at)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objs) + 1, xref)
    open(path, "wb").write(out)


def packed(path, member, xml, how=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", how) as z:
        z.writestr("first", "x")
        z.writestr(member, xml)


def docx(path, body, head=""):
    packed(path, "word/document.xml", '<?xml version="1.0" encoding="UTF-8"?>%s'
           '<w:document xmlns:w="w"><w:body>%s</w:body></w:document>' % (head, body))


def para(text):
    return "<w:p><w:r><w:t>%s</w:t></w:r></w:p>" % text


def odt(path, body):
    packed(path, "content.xml", '<?xml version="1.0" encoding="UTF-8"?>'
           '<office:document-content xmlns:office="o" xmlns:text="t"><office:body>'
           '<office:text>%s</office:text></office:body></office:document-content>' % body)


def text(path, s):
    open(path, "w").write(s)


half = SENTENCE.index("each")
text("plain.txt", "Head\n\n" + TRAP + "\n\n" + SENTENCE[:half] + "\n" + SENTENCE[half:] + "\n")
text("marked.md", "# Head\n\n* " + TRAP + "\n\n> " + SENTENCE + "\n")
text("page.html", "<html><head><style>p { content: '%s' }</style></head>\n<body><!-- %s -->\n"
     "<p>%s</p>\n<p>Users &amp; operators <b>are</b>\ninformed of each <i>security\nupdate</i>.</p>"
     % (SENTENCE, SENTENCE, TRAP))
docx("word.docx", para("Head") + "<w:p/>" + para(TRAP) + "<w:p><w:r><w:t>" + SENTENCE[:half]
     + "</w:t></w:r><w:del><w:r><w:delText>no</w:delText></w:r></w:del><w:r><w:t>"
     + SENTENCE[half:] + "</w:t></w:r></w:p>")
odt("open.odt", "<text:tracked-changes><text:p>" + SENTENCE + "</text:p></text:tracked-changes>"
    "<text:h>Head</text:h><text:p>" + TRAP + "</text:p><text:p>" + SENTENCE[:half - 1]
    + "<text:s/><text:span>" + SENTENCE[half:] + "</text:span></text:p>")
pdf("paged.pdf", [["Head", TRAP], [], [SENTENCE[:half], SENTENCE[half:]]])

# Hostile, each in its way.
packed("bomb.docx", "word/document.xml", "<w:p>" + " " * (80 << 20))
packed("nested.docx", "word/document.xml", "<w:p>" * 1000000, zipfile.ZIP_STORED)
docx("entity.docx", para("&x;" + SENTENCE),
     '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>')
docx("open-ended.docx", "<w:p><w:r><w:t>" + SENTENCE + "<![CDATA[")
pdf("huge.pdf", [["mwmw " * 400] * 1150] * 4, 9, "14400 14400")
pdf("scan.pdf", [[]])
open("cut.docx", "wb").write(open("word.docx", "rb").read()[:200])
open("broken.pdf", "wb").write(b"%PDF-1.4\n" + b"\x00\xff" * 5000)
open("picture.png", "wb").write(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
packed("other.zip", "readme.txt", SENTENCE)
