package dev.gatehouse.gateway.inference;

import io.netty.handler.codec.http.HttpHeaders;

/** One request to a model server, as the pool sees it. Told once, on its event loop: answered or failed. */
interface Exchange {

    /** The whole answer. */
    void answered(int status, HttpHeaders headers, byte[] body);

    /** @param why a sentence's end for people, without a stop */
    void failed(String why);

    /** Whether anybody still waits for the answer. */
    boolean isOpen();

    /** The connection that now carries the request; closing it is how the exchange is given up. */
    void carriedBy(UpstreamConnection connection);
}
