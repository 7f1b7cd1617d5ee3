package dev.gatehouse.card;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSInteger;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSNull;
import org.apache.pdfbox.pdfparser.PDFStreamParser;
import org.apache.pdfbox.pdfwriter.ContentStreamWriter;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.PDStream;

/**
 * Sets right what the renderer's tags tell a screen reader of tables. The heads that a long table repeats on every page become pagination
 * artifacts, as ISO 14289-1 has it for what serves the layout only: the renderer tags each repetition as one more content of the same
 * heading, which is then read once for every page. And a table's caption becomes the table's first part: the renderer puts it behind the
 * table, where it is read after the last row.
 */
final class PdfTags {
    private static final COSName TABLE = COSName.getPDFName("Table");
    private static final COSName CAPTION = COSName.getPDFName("Caption");
    private static final COSName HEAD = COSName.getPDFName("THead");

    private final PDDocument document;
    /** Marked contents that are repetitions, by page. */
    private final Map<COSDictionary, Set<Integer>> repeated = new IdentityHashMap<>();

    private PdfTags(PDDocument document) {
        this.document = document;
    }

    static void repair(PDDocument document) throws IOException {
        COSDictionary root =
                document.getDocumentCatalog().getStructureTreeRoot().getCOSObject();
        PdfTags tags = new PdfTags(document);
        tags.look(root, null);
        if (tags.repeated.isEmpty()) {
            return;
        }
        for (PDPage page : document.getPages()) {
            Set<Integer> contents = tags.repeated.get(page.getCOSObject());
            if (contents != null) {
                tags.rewrite(page, contents);
            }
        }
    }

    private void look(COSDictionary node, COSDictionary pageAbove) {
        COSDictionary page = page(node, pageAbove);
        if (HEAD.equals(node.getCOSName(COSName.S))) {
            COSDictionary[] first = new COSDictionary[1];
            keepFirst(node, page, first);
            return;
        }
        List<COSBase> kids = kids(node);
        if (kids.stream().anyMatch(PdfTags::caption)) {
            captionIntoTable(node, kids);
        }
        for (COSBase kid : kids(node)) {
            if (kid instanceof COSDictionary below && below.containsKey(COSName.S)) {
                look(below, page);
            }
        }
    }

    /** Moves the caption, which stands beside its table, to the table's front. */
    private static void captionIntoTable(COSDictionary parent, List<COSBase> kids) {
        COSDictionary caption = (COSDictionary)
                kids.stream().filter(PdfTags::caption).findFirst().orElseThrow();
        for (COSBase kid : kids) {
            if (kid instanceof COSDictionary table && TABLE.equals(table.getCOSName(COSName.S))) {
                COSArray rows = new COSArray();
                rows.add(caption);
                kids(table).forEach(rows::add);
                table.setItem(COSName.K, rows);
                caption.setItem(COSName.P, table);
                COSArray others = new COSArray();
                kids.stream().filter(other -> other != caption).forEach(others::add);
                parent.setItem(COSName.K, others);
                return;
            }
        }
    }

    private static boolean caption(COSBase kid) {
        return kid instanceof COSDictionary element && CAPTION.equals(element.getCOSName(COSName.S));
    }

    /** Leaves a head its contents on the first page where it has any. */
    private void keepFirst(COSDictionary node, COSDictionary pageAbove, COSDictionary[] first) {
        COSDictionary page = page(node, pageAbove);
        COSArray kept = new COSArray();
        List<COSBase> kids = kids(node);
        for (COSBase kid : kids) {
            COSDictionary at = page;
            int content = -1;
            if (kid instanceof COSInteger number) {
                content = number.intValue();
            } else if (kid instanceof COSDictionary below && below.containsKey(COSName.MCID)) {
                content = below.getInt(COSName.MCID);
                at = page(below, page);
            } else if (kid instanceof COSDictionary below) {
                keepFirst(below, page, first);
            }
            if (content >= 0 && first[0] == null) {
                first[0] = at;
            }
            if (content >= 0 && at != first[0]) {
                repeated.computeIfAbsent(at, key -> new HashSet<>()).add(content);
            } else {
                kept.add(kid);
            }
        }
        if (kept.size() < kids.size()) {
            node.setItem(COSName.K, kept);
        }
    }

    private void rewrite(PDPage page, Set<Integer> contents) throws IOException {
        COSBase parents = parents(page.getCOSObject().getInt(COSName.STRUCT_PARENTS));
        if (parents instanceof COSArray array) {
            contents.forEach(content -> array.set(content, COSNull.NULL));
        }
        List<Object> tokens = new PDFStreamParser(page).parse();
        List<Object> written = new ArrayList<>(tokens.size());
        for (Object token : tokens) {
            int last = written.size() - 1;
            if (token instanceof Operator operator
                    && operator.getName().equals("BDC")
                    && written.get(last) instanceof COSDictionary properties
                    && contents.contains(properties.getInt(COSName.MCID, -1))) {
                COSDictionary pagination = new COSDictionary();
                pagination.setName(COSName.TYPE, "Pagination");
                pagination.setDirect(true);
                written.set(last - 1, COSName.ARTIFACT);
                written.set(last, pagination);
            }
            written.add(token);
        }
        PDStream stream = new PDStream(document);
        try (OutputStream out = stream.createOutputStream(COSName.FLATE_DECODE)) {
            new ContentStreamWriter(out).writeTokens(written);
        }
        page.setContents(stream);
    }

    /** What the parent tree says of a page: the structure element of each of its marked contents. */
    private COSBase parents(int key) {
        COSDictionary root =
                document.getDocumentCatalog().getStructureTreeRoot().getCOSObject();
        return entry(root.getCOSDictionary(COSName.PARENT_TREE), key);
    }

    private static COSBase entry(COSDictionary node, int key) {
        COSArray numbers = node.getCOSArray(COSName.NUMS);
        for (int i = 0; numbers != null && i + 1 < numbers.size(); i += 2) {
            if (numbers.getInt(i) == key) {
                return numbers.getObject(i + 1);
            }
        }
        COSArray kids = node.getCOSArray(COSName.KIDS);
        for (int i = 0; kids != null && i < kids.size(); i++) {
            COSBase found = entry((COSDictionary) kids.getObject(i), key);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static COSDictionary page(COSDictionary node, COSDictionary otherwise) {
        COSDictionary page = node.getCOSDictionary(COSName.PG);
        return page == null ? otherwise : page;
    }

    private static List<COSBase> kids(COSDictionary node) {
        COSBase kids = node.getDictionaryObject(COSName.K);
        List<COSBase> list = new ArrayList<>();
        if (kids instanceof COSArray array) {
            for (int i = 0; i < array.size(); i++) {
                list.add(array.getObject(i));
            }
        } else if (kids != null) {
            list.add(kids);
        }
        return list;
    }
}
