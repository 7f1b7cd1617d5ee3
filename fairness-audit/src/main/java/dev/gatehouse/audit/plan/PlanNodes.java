package dev.gatehouse.audit.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;

/** Reads the members of a plan of any kind; what is wrong is told by the member's path. */
final class PlanNodes {
    private static final int MAX_NUMBER_LENGTH = 40;
    private static final YAMLMapper YAML = yaml();

    private PlanNodes() {}

    /** The plan as it stands: YAML, which includes JSON. */
    static JsonNode tree(byte[] text) {
        if (text.length > AuditPlan.MAX_PLAN_BYTES) {
            throw bad("is " + text.length + " bytes; the limit is " + AuditPlan.MAX_PLAN_BYTES);
        }
        try {
            return YAML.readTree(text);
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
            throw new AuditException(
                    "audit plan: not readable as YAML or JSON" + where + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new AuditException("audit plan: not readable as UTF-8: " + e.getMessage(), e);
        }
    }

    static List<String> list(JsonNode node, String field) {
        if (!node.isArray()) {
            throw bad(field + ": must be a list of " + (field.equals("unknown") ? "values" : "column names"));
        }
        List<String> items = new ArrayList<>();
        for (JsonNode item : node) {
            items.add(scalar(field, item));
        }
        return items;
    }

    static void only(JsonNode node, String where, List<String> known) {
        if (node == null || !node.isObject()) {
            throw bad((where.isEmpty() ? "" : where + ": ") + "must be a mapping with the members " + known);
        }
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw bad(path(where, name) + ": unknown field; known are " + known);
            }
        }
    }

    static JsonNode required(JsonNode node, String where, String name) {
        JsonNode value = node.get(name);
        if (value == null || value.isNull()) {
            throw bad(path(where, name) + ": missing");
        }
        return value;
    }

    static String text(JsonNode node, String where, String name) {
        return scalar(path(where, name), required(node, where, name));
    }

    static String scalar(String where, JsonNode value) {
        if (!value.isValueNode() || value.isNull()) {
            throw bad(where + ": must be a text");
        }
        return value.isBigDecimal() ? bounded(where, value.decimalValue()).toPlainString() : value.asText();
    }

    static int integer(JsonNode node, String where, String name, int otherwise) {
        JsonNode value = node.get(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw bad(path(where, name) + ": must be a whole number, not " + value);
        }
        return value.intValue();
    }

    static boolean bool(JsonNode node, String name) {
        JsonNode value = node.get(name);
        if (!value.isBoolean()) {
            throw bad(name + ": must be true or false, not " + value);
        }
        return value.booleanValue();
    }

    static BigDecimal number(JsonNode node, String where, String name) {
        JsonNode value = required(node, where, name);
        if (!value.isIntegralNumber() && !value.isBigDecimal()) {
            throw bad(path(where, name) + ": must be a number, not " + value);
        }
        BigDecimal number = bounded(path(where, name), value.decimalValue());
        return PlanJson.canonical(number);
    }

    /** Written out in full, a number with a large exponent would not fit into memory. */
    private static BigDecimal bounded(String where, BigDecimal number) {
        if (number.precision() > MAX_NUMBER_LENGTH || Math.abs(number.scale()) > MAX_NUMBER_LENGTH) {
            throw bad(where + ": has more than " + MAX_NUMBER_LENGTH + " digits");
        }
        return number;
    }

    static <E extends Enum<E>> E choice(JsonNode node, String where, String name, E[] choices, E otherwise) {
        if (!node.has(name)) {
            return otherwise;
        }
        String text = text(node, where, name);
        return Arrays.stream(choices)
                .filter(choice -> PlanJson.id(choice).equals(text))
                .findFirst()
                .orElseThrow(() -> bad(path(where, name) + ": must be one of "
                        + Arrays.stream(choices).map(PlanJson::id).toList() + ", not '" + text + "'"));
    }

    static String path(String where, String name) {
        return where.isEmpty() ? name : where + "." + name;
    }

    static AuditException bad(String message) {
        return new AuditException("audit plan: " + message);
    }

    private static YAMLMapper yaml() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(AuditPlan.MAX_PLAN_BYTES);
        options.setMaxAliasesForCollections(0);
        options.setNestingDepthLimit(10);
        return YAMLMapper.builder(YAMLFactory.builder()
                        .loaderOptions(options)
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .build())
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .build();
    }
}
