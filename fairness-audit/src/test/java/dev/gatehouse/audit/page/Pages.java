package dev.gatehouse.audit.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Pages and drawings, parsed, and what all of them keep to. */
final class Pages {
    private Pages() {}

    static Document parsed(String xml) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(xml)));
        } catch (Exception e) {
            throw new AssertionError("not well-formed: " + xml, e);
        }
    }

    static List<Element> all(Document page, String name) {
        return all(page.getDocumentElement(), name);
    }

    static List<Element> all(Element parent, String name) {
        NodeList nodes = parent.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            elements.add((Element) nodes.item(i));
        }
        return elements;
    }

    static List<String> texts(Document page, String name) {
        return all(page, name).stream().map(Element::getTextContent).toList();
    }

    /** One heading of the first level, none that skips a level, ids used once, and links that find their target. */
    static void assertOutline(Document page) {
        int level = 0;
        Set<String> ids = new HashSet<>();
        for (Element element : all(page, "*")) {
            if (element.getTagName().matches("h[1-6]")) {
                int next = element.getTagName().charAt(1) - '0';
                assertThat(next).as(element.getTextContent()).isLessThanOrEqualTo(level + 1);
                level = next;
            }
            if (element.hasAttribute("id")) {
                assertThat(ids.add(element.getAttribute("id")))
                        .as(element.getAttribute("id"))
                        .isTrue();
            }
        }
        assertThat(all(page, "h1")).hasSize(1);
        assertThat(all(page, "a"))
                .isNotEmpty()
                .allSatisfy(link ->
                        assertThat(ids).contains(link.getAttribute("href").substring(1)));
    }

    static void assertEvenTables(Document page) {
        for (Element table : all(page, "table")) {
            NodeList rows = table.getElementsByTagName("tr");
            int columns = rows.item(0).getChildNodes().getLength();
            for (int i = 1; i < rows.getLength(); i++) {
                assertThat(rows.item(i).getChildNodes().getLength())
                        .as(table.getTextContent())
                        .isEqualTo(columns);
            }
        }
    }
}
