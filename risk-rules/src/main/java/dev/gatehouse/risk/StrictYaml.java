package dev.gatehouse.risk;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads the part of YAML that packs and fact files need: one document, no aliases, no anchors, no tags, bounded size and depth.
 * Nodes are never turned into objects by the YAML library, so that every value keeps its line and no type is guessed.
 */
final class StrictYaml {
    private StrictYaml() {}

    /**
     * @return the document's root section
     * @throws InvalidPackException at the first thing that makes the text unreadable, with its line
     */
    static Section read(String file, byte[] bytes, int maxBytes) throws InvalidPackException {
        Problems problems = new Problems(file);
        if (bytes.length > maxBytes) {
            problems.add(0, "", "is larger than the limit of " + maxBytes + " bytes: split it");
            throw problems.refusal();
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            problems.add(0, "", "is not UTF-8: save it as UTF-8");
            throw problems.refusal();
        }
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(maxBytes);
        options.setNestingDepthLimit(PolicyPack.MAX_DEPTH + 1);
        options.setMaxAliasesForCollections(0);
        options.setAllowDuplicateKeys(false);
        try {
            checkEvents(new Yaml(options), text, problems);
            problems.throwIfAny();
            Node root = new Yaml(options).compose(new StringReader(text));
            if (root instanceof MappingNode mapping) {
                return new Section(mapping, problems, "");
            }
            problems.add(1, "", "must be a mapping of names to values");
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            problems.add(line, "", "is not valid YAML: " + e.getProblem());
        } catch (YAMLException e) {
            problems.add(0, "", "is not valid YAML: " + firstLine(e.getMessage()));
        }
        throw problems.refusal();
    }

    /** Runs over the flat event stream first: it is iterative, so even a hostile text can neither recurse nor expand here. */
    private static void checkEvents(Yaml yaml, String text, Problems problems) {
        int depth = 0;
        int documents = 0;
        for (Event event : yaml.parse(new StringReader(text))) {
            int line = event.getStartMark().getLine() + 1;
            if (event instanceof AliasEvent) {
                problems.add(line, "", "uses an alias (*name); write the value out");
                return;
            }
            if (event instanceof NodeEvent node && node.getAnchor() != null) {
                problems.add(line, "", "uses an anchor (&name); remove it");
                return;
            }
            if ((event instanceof ScalarEvent scalar && scalar.getTag() != null)
                    || (event instanceof CollectionStartEvent start && start.getTag() != null)) {
                problems.add(line, "", "uses a tag (!name); remove it");
                return;
            }
            if (event instanceof DocumentStartEvent && ++documents > 1) {
                problems.add(line, "", "holds a second document; use one file for each");
                return;
            }
            if (event instanceof CollectionStartEvent && ++depth > PolicyPack.MAX_DEPTH) {
                problems.add(line, "", "is nested deeper than " + PolicyPack.MAX_DEPTH + " levels");
                return;
            }
            if (event instanceof CollectionEndEvent) {
                depth--;
            }
        }
    }

    private static String firstLine(String message) {
        return message == null ? "unreadable" : message.lines().findFirst().orElse("unreadable");
    }
}
