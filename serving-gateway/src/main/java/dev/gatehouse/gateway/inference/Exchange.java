package dev.gatehouse.gateway.inference;

import dev.gatehouse.gateway.Refusal;
import io.netty.handler.codec.http.HttpHeaders;

/** One request to a model server, as the pool sees it. Told its end once, on its event loop: answered, failed or refused. */
interface Exchange {

    /** The whole answer. */
    void answered(int status, HttpHeaders headers, byte[] body);

    /** @param why a sentence's end for people, without a stop */
    void failed(String why);

    /** It was never sent. */
    void refused(Refusal refusal);

    /** Whether anybody still waits for the answer. */
    boolean isOpen();

    /** The connection that the request is sent on; closing it is how the exchange is given up. */
    void carriedBy(UpstreamConnection connection);
}
