package dev.gatehouse.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.TreeSet;

/** The published schemas, and JSON held against them. */
public final class Schemas {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ObjectMapper YAML = new YAMLMapper();

    private Schemas() {}

    /** @param owner a class of the schema's package */
    public static JsonNode schema(Class<?> owner, String name) {
        try (InputStream in = owner.getResourceAsStream(name)) {
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public static Set<ValidationMessage> faults(JsonNode schema, byte[] json) throws IOException {
        return faults(schema, JSON.readTree(json));
    }

    public static Set<ValidationMessage> faults(JsonNode schema, JsonNode instance) {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(schema)
                .validate(instance);
    }

    /** The members' names. */
    public static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    public static JsonNode yaml(String text) throws IOException {
        return YAML.readTree(text);
    }

    /**
     * A plan with one member set anew.
     *
     * @param member {@code name: value}, as YAML
     */
    public static JsonNode with(String plan, String member) throws IOException {
        ObjectNode changed = (ObjectNode) yaml(plan);
        changed.setAll((ObjectNode) yaml(member));
        return changed;
    }
}
