package dev.gatehouse.gateway.inference;

import dev.gatehouse.approval.route.DocumentLayout;
import dev.gatehouse.approval.route.FrameLayout;
import dev.gatehouse.approval.route.TensorLayout;
import dev.gatehouse.gateway.Refusal;
import dev.gatehouse.gateway.routing.Route;

/** What callers speak. A route is called in the protocol that its version's signature names, and in no other. */
enum Protocol {
    /** The Open Inference Protocol v2, REST. */
    OPEN_INFERENCE(TensorLayout.PROTOCOL, "/v2/models/", "/infer"),
    /** MLflow's scoring server; a client's base URL ends with {@code /mlflow/{route}}. */
    MLFLOW(FrameLayout.PROTOCOL, "/mlflow/", "/invocations"),
    /** Plain JSON. */
    PLAIN_JSON(DocumentLayout.PROTOCOL, "/json/", "");

    private final String signatureName;
    private final String prefix;
    private final String call;

    Protocol(String signatureName, String prefix, String call) {
        this.signatureName = signatureName;
        this.prefix = prefix;
        this.call = call;
    }

    /** What the paths of its routes begin with. */
    String prefix() {
        return prefix;
    }

    /** What follows the route's name in the path of a call. */
    String call() {
        return call;
    }

    /** Whether a signature names it. */
    boolean isOf(String protocolOfSignature) {
        return signatureName.equals(protocolOfSignature);
    }

    /** The refusal of a request in another protocol than the route's. */
    static Refusal spokenInstead(Route route) {
        String spoken = route.entry().primary().signature().protocol();
        for (Protocol protocol : values()) {
            if (protocol.isOf(spoken)) {
                String name = route.entry().route();
                return new Refusal(
                        Refusal.Code.UNKNOWN_ROUTE,
                        "The route '" + name + "' speaks " + spoken + ": POST " + protocol.prefix + name + protocol.call
                                + ".");
            }
        }
        throw new IllegalStateException("a signature's protocol has no paths: " + spoken);
    }
}
