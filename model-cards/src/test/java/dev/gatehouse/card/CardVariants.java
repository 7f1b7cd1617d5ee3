package dev.gatehouse.card;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/** Cards made from others by a change in their JSON. */
final class CardVariants {
    private static final ObjectMapper JSON = new ObjectMapper();

    private CardVariants() {}

    static CardContent changed(CardContent card, Consumer<ObjectNode> change) {
        try {
            ObjectNode tree = (ObjectNode) JSON.readTree(CardJson.write(card));
            change.accept(tree);
            return CardJson.read(JSON.writeValueAsBytes(tree)).content();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static CardContent with(CardContent card, String member, String parent, Field<String> field) {
        return changed(card, tree -> ((ObjectNode) tree.get(parent)).set(member, JSON.<JsonNode>valueToTree(field)));
    }
}
