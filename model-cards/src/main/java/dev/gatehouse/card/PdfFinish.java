package dev.gatehouse.card;

import java.awt.geom.GeneralPath;
import java.awt.geom.PathIterator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Calendar;
import java.util.GregorianCalendar;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentCatalog;
import org.apache.pdfbox.pdmodel.PDDocumentInformation;
import org.apache.pdfbox.pdmodel.PDDocumentNameDictionary;
import org.apache.pdfbox.pdmodel.PDEmbeddedFilesNameTreeNode;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDMetadata;
import org.apache.pdfbox.pdmodel.common.PDStream;
import org.apache.pdfbox.pdmodel.common.filespecification.PDComplexFileSpecification;
import org.apache.pdfbox.pdmodel.common.filespecification.PDEmbeddedFile;
import org.apache.pdfbox.pdmodel.graphics.color.PDOutputIntent;
import org.apache.pdfbox.pdmodel.graphics.state.PDExtendedGraphicsState;
import org.apache.pdfbox.util.Matrix;

/** What a rendered document gets at the end: watermark, attachment, and metadata that name the same instant throughout. */
final class PdfFinish {
    private static final float WATERMARK_ALPHA = 0.09f;
    /** Largest size of the watermark's letters; a long word is set smaller. */
    private static final double WATERMARK_POINTS = 150;
    /** Longest watermark, in points: the diagonal of a page less its margins. */
    private static final double WATERMARK_WIDTH = 720;

    private final PDDocument document;
    private final Instant issuedAt;

    PdfFinish(PDDocument document, Instant issuedAt) {
        this.document = document;
        this.issuedAt = issuedAt.truncatedTo(ChronoUnit.SECONDS);
    }

    /** Draws a word across every page, as outlines and as an artifact: it is no part of the text that is read or extracted. */
    void watermark(String word) throws IOException {
        List<GeneralPath> letters = CardFonts.outlines(word);
        double ems = letters.get(letters.size() - 1).getBounds2D().getMaxX() / 1000;
        double points = Math.min(WATERMARK_POINTS, WATERMARK_WIDTH / ems);
        double width = ems * points;
        PDExtendedGraphicsState faint = new PDExtendedGraphicsState();
        faint.setNonStrokingAlphaConstant(WATERMARK_ALPHA);
        for (PDPage page : document.getPages()) {
            try (PDPageContentStream draw =
                    new PDPageContentStream(document, page, PDPageContentStream.AppendMode.APPEND, true, true)) {
                draw.beginMarkedContent(COSName.ARTIFACT);
                draw.saveGraphicsState();
                draw.setGraphicsStateParameters(faint);
                draw.setNonStrokingColor(0.55f, 0.10f, 0.08f);
                float middleX = page.getMediaBox().getWidth() / 2;
                float middleY = page.getMediaBox().getHeight() / 2;
                draw.transform(Matrix.getRotateInstance(Math.toRadians(52), middleX, middleY));
                draw.transform(Matrix.getTranslateInstance((float) (-width / 2), (float) (-points * 0.36)));
                draw.transform(Matrix.getScaleInstance((float) (points / 1000), (float) (points / 1000)));
                for (GeneralPath letter : letters) {
                    fill(draw, letter);
                }
                draw.restoreGraphicsState();
                draw.endMarkedContent();
            }
        }
    }

    private static void fill(PDPageContentStream draw, GeneralPath path) throws IOException {
        float[] p = new float[6];
        float x = 0;
        float y = 0;
        for (PathIterator i = path.getPathIterator(null); !i.isDone(); i.next()) {
            switch (i.currentSegment(p)) {
                case PathIterator.SEG_MOVETO -> {
                    draw.moveTo(p[0], p[1]);
                    x = p[0];
                    y = p[1];
                }
                case PathIterator.SEG_LINETO -> {
                    draw.lineTo(p[0], p[1]);
                    x = p[0];
                    y = p[1];
                }
                case PathIterator.SEG_QUADTO -> {
                    draw.curveTo(
                            x + (p[0] - x) * 2 / 3,
                            y + (p[1] - y) * 2 / 3,
                            p[2] + (p[0] - p[2]) * 2 / 3,
                            p[3] + (p[1] - p[3]) * 2 / 3,
                            p[2],
                            p[3]);
                    x = p[2];
                    y = p[3];
                }
                case PathIterator.SEG_CUBICTO -> {
                    draw.curveTo(p[0], p[1], p[2], p[3], p[4], p[5]);
                    x = p[4];
                    y = p[5];
                }
                default -> draw.closePath();
            }
        }
        draw.fill();
    }

    /** Puts a colour profile's own bytes in the output intent: on its way there a JDK may have rewritten the profile's header. */
    void colours(byte[] profile) throws IOException {
        PDStream stream = new PDStream(document, new ByteArrayInputStream(profile), COSName.FLATE_DECODE);
        stream.getCOSObject().setInt(COSName.N, 3);
        for (PDOutputIntent intent : document.getDocumentCatalog().getOutputIntents()) {
            ((COSDictionary) intent.getCOSObject()).setItem(COSName.DEST_OUTPUT_PROFILE, stream);
        }
    }

    /** Attaches files as the data this document was made from (ISO 19005-3, 6.8: AFRelationship). */
    void attach(List<Attachment> attachments) throws IOException {
        if (attachments.isEmpty()) {
            return;
        }
        Map<String, PDComplexFileSpecification> named = new TreeMap<>();
        COSArray associated = new COSArray();
        for (Attachment attachment : attachments) {
            PDComplexFileSpecification specification = specification(attachment);
            named.put(attachment.name(), specification);
            associated.add(specification.getCOSObject());
        }
        PDEmbeddedFilesNameTreeNode files = new PDEmbeddedFilesNameTreeNode();
        files.setNames(named);
        PDDocumentCatalog catalog = document.getDocumentCatalog();
        PDDocumentNameDictionary names = new PDDocumentNameDictionary(catalog);
        names.setEmbeddedFiles(files);
        catalog.setNames(names);
        catalog.getCOSObject().setItem("AF", associated);
    }

    private PDComplexFileSpecification specification(Attachment attachment) throws IOException {
        PDEmbeddedFile file =
                new PDEmbeddedFile(document, new ByteArrayInputStream(attachment.bytes()), COSName.FLATE_DECODE);
        file.setSubtype(attachment.mediaType());
        file.setSize(attachment.bytes().length);
        file.setCreationDate(calendar());
        file.setModDate(calendar());
        PDComplexFileSpecification specification = new PDComplexFileSpecification();
        specification.setFile(attachment.name());
        specification.setFileUnicode(attachment.name());
        specification.setFileDescription(attachment.description());
        specification.setEmbeddedFile(file);
        specification.setEmbeddedFileUnicode(file);
        specification.getCOSObject().setName("AFRelationship", "Data");
        return specification;
    }

    /** Sets title, dates and the file's identity, the last from a digest and the instant: no clock, no chance. */
    void identify(String title, String subject, String language, String digest) throws IOException {
        PDDocumentInformation info = new PDDocumentInformation();
        info.setTitle(title);
        info.setSubject(subject);
        info.setProducer("Gatehouse");
        info.setCreator("Gatehouse model-cards");
        info.setCreationDate(calendar());
        info.setModificationDate(calendar());
        document.setDocumentInformation(info);
        PDMetadata metadata = new PDMetadata(document);
        metadata.importXMPMetadata(xmp(title, subject, language).getBytes(StandardCharsets.UTF_8));
        document.getDocumentCatalog().setMetadata(metadata);
        document.getDocumentCatalog().setLanguage(language);
        byte[] hash = HexFormat.of().parseHex(digest.substring(digest.indexOf(':') + 1));
        document.setDocumentId(ByteBuffer.wrap(hash).getLong() ^ issuedAt.getEpochSecond());
    }

    private Calendar calendar() {
        return GregorianCalendar.from(issuedAt.atZone(ZoneOffset.UTC));
    }

    private String xmp(String title, String subject, String language) {
        return """
                <?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
                <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
                <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
                 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
                 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
                <dc:format>application/pdf</dc:format>
                <dc:title><rdf:Alt><rdf:li xml:lang="x-default">%1$s</rdf:li></rdf:Alt></dc:title>
                <dc:description><rdf:Alt><rdf:li xml:lang="x-default">%2$s</rdf:li></rdf:Alt></dc:description>
                <dc:language><rdf:Bag><rdf:li>%3$s</rdf:li></rdf:Bag></dc:language>
                <pdf:Producer>Gatehouse</pdf:Producer><xmp:CreatorTool>Gatehouse model-cards</xmp:CreatorTool>
                <xmp:CreateDate>%4$s</xmp:CreateDate><xmp:ModifyDate>%4$s</xmp:ModifyDate>
                <pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>
                </rdf:Description>
                <rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
                 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
                <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
                <pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
                <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
                <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
                <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
                <pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
                <pdfaProperty:category>internal</pdfaProperty:category>
                <pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>
                </rdf:li></rdf:Seq></pdfaSchema:property>
                </rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
                </rdf:RDF></x:xmpmeta>
                <?xpacket end="r"?>
                """.formatted(Markup.escape(title), Markup.escape(subject), Markup.escape(language), issuedAt);
    }
}
