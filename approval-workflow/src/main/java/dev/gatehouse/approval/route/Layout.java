package dev.gatehouse.approval.route;

import java.util.List;

/** Where rows, inputs and scores sit in the bodies of a call: one kind for each protocol. */
public sealed interface Layout permits TensorLayout, FrameLayout, DocumentLayout {
    /** The protocol's name in a signature. */
    String protocol();

    /** Names of the inputs, all different, in the order of the columns where a body names none. */
    List<String> features();

    /**
     * Path of a call on the model server, from its root.
     *
     * @param upstreamModel name of the model there
     */
    String path(String upstreamModel);
}
