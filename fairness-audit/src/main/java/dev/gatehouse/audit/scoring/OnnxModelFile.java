package dev.gatehouse.audit.scoring;

import dev.gatehouse.audit.plan.AuditException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * Looks through an ONNX file before a runtime loads it: only standard operators, and all weights inside the file.
 *
 * <p>An operator outside the standard domains needs native code of somebody's, and external data would let the file name
 * other files on this machine, which its digest does not cover. Field numbers are those of {@code onnx.proto}
 * (ModelProto, GraphProto, NodeProto, AttributeProto, TensorProto, FunctionProto).
 */
final class OnnxModelFile {
    private static final Set<String> STANDARD_DOMAINS = Set.of("", "ai.onnx", "ai.onnx.ml");
    private static final int MAX_DEPTH = 32;

    private static final int MODEL_GRAPH = 7;
    private static final int MODEL_OPSET = 8;
    private static final int MODEL_TRAINING = 20;
    private static final int MODEL_FUNCTIONS = 25;
    private static final int GRAPH_NODE = 1;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int GRAPH_SPARSE_INITIALIZER = 15;
    private static final int NODE_ATTRIBUTE = 5;
    private static final int NODE_DOMAIN = 7;
    private static final int ATTRIBUTE_TENSOR = 5;
    private static final int ATTRIBUTE_GRAPH = 6;
    private static final int ATTRIBUTE_TENSORS = 10;
    private static final int ATTRIBUTE_GRAPHS = 11;
    private static final int ATTRIBUTE_SPARSE_TENSOR = 22;
    private static final int ATTRIBUTE_SPARSE_TENSORS = 23;
    private static final int TENSOR_EXTERNAL_DATA = 13;
    private static final int TENSOR_DATA_LOCATION = 14;
    private static final int OPSET_DOMAIN = 1;

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED32 = 5;

    private final byte[] bytes;

    private OnnxModelFile(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Throws an {@link AuditException} unless the model is self-contained and standard. */
    static void check(byte[] bytes) {
        OnnxModelFile file = new OnnxModelFile(bytes);
        boolean[] hasGraph = new boolean[1];
        file.fields(0, bytes.length, (field, start, end, value) -> {
            if (field == MODEL_GRAPH) {
                hasGraph[0] = true;
                file.graph(start, end, 0);
            } else if (field == MODEL_OPSET) {
                file.opset(start, end);
            } else if (field == MODEL_FUNCTIONS || field == MODEL_TRAINING) {
                throw refused("it has local functions or training information, which scoring does not need");
            }
        });
        if (!hasGraph[0]) {
            throw refused("it is no ONNX model: it has no graph");
        }
    }

    /** One field of a message: for length-delimited ones where its bytes lie, for varints the value. */
    private interface Field {
        void on(int field, int start, int end, long value);
    }

    private void opset(int start, int end) {
        fields(start, end, (field, from, to, value) -> {
            if (field == OPSET_DOMAIN) {
                domain(from, to);
            }
        });
    }

    private void graph(int start, int end, int depth) {
        if (depth > MAX_DEPTH) {
            throw refused("its graphs are nested deeper than " + MAX_DEPTH);
        }
        fields(start, end, (field, from, to, value) -> {
            if (field == GRAPH_NODE) {
                node(from, to, depth);
            } else if (field == GRAPH_INITIALIZER) {
                tensor(from, to);
            } else if (field == GRAPH_SPARSE_INITIALIZER) {
                throw sparse();
            }
        });
    }

    private void node(int start, int end, int depth) {
        fields(start, end, (field, from, to, value) -> {
            if (field == NODE_DOMAIN) {
                domain(from, to);
            } else if (field == NODE_ATTRIBUTE) {
                attribute(from, to, depth);
            }
        });
    }

    private void attribute(int start, int end, int depth) {
        fields(start, end, (field, from, to, value) -> {
            if (field == ATTRIBUTE_TENSOR || field == ATTRIBUTE_TENSORS) {
                tensor(from, to);
            } else if (field == ATTRIBUTE_GRAPH || field == ATTRIBUTE_GRAPHS) {
                graph(from, to, depth + 1);
            } else if (field == ATTRIBUTE_SPARSE_TENSOR || field == ATTRIBUTE_SPARSE_TENSORS) {
                throw sparse();
            }
        });
    }

    private void tensor(int start, int end) {
        fields(start, end, (field, from, to, value) -> {
            if (field == TENSOR_EXTERNAL_DATA || (field == TENSOR_DATA_LOCATION && value != 0)) {
                throw refused("its weights lie in other files; store them in the model file");
            }
        });
    }

    private void domain(int start, int end) {
        String domain = new String(bytes, start, end - start, StandardCharsets.UTF_8);
        if (!STANDARD_DOMAINS.contains(domain)) {
            throw refused(
                    "it uses operators of the domain '" + domain + "'; only those of ai.onnx and ai.onnx.ml are run");
        }
    }

    private void fields(int start, int end, Field visitor) {
        int[] at = {start};
        while (at[0] < end) {
            long tag = varint(at, end);
            int field = (int) (tag >>> 3);
            int type = (int) (tag & 7);
            if (type == VARINT) {
                visitor.on(field, at[0], at[0], varint(at, end));
            } else if (type == LENGTH_DELIMITED) {
                long length = varint(at, end);
                if (length < 0 || length > end - at[0]) {
                    throw broken();
                }
                int from = at[0];
                at[0] += (int) length;
                visitor.on(field, from, at[0], 0);
            } else if (type == FIXED64 || type == FIXED32) {
                at[0] += type == FIXED64 ? Long.BYTES : Integer.BYTES;
            } else {
                throw broken();
            }
        }
        if (at[0] != end) {
            throw broken();
        }
    }

    private long varint(int[] at, int end) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            if (at[0] >= end) {
                throw broken();
            }
            byte b = bytes[at[0]++];
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw broken();
    }

    private static AuditException sparse() {
        return refused("it has sparse weights, which are not supported");
    }

    private static AuditException broken() {
        return refused("it is no ONNX model: its encoding is broken");
    }

    private static AuditException refused(String why) {
        return new AuditException("the model is refused: " + why);
    }
}
