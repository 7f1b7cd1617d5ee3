package dev.gatehouse.gateway.inference;

import dev.gatehouse.gateway.Refusal;
import dev.gatehouse.gateway.log.OutcomeRecord;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;

/** Triton's binary tensor data extension: a header says how long the JSON is that a body with tensors in bytes begins with. */
final class BinaryTensors {

    static final AsciiString HEADER = AsciiString.cached("inference-header-content-length");
    /** There are two such headers, or one that is no length within the body. */
    static final int CONTRADICTION = -2;

    static final Refusal CONTRADICTS = new Refusal(
            Refusal.Code.BAD_REQUEST, "The header " + HEADER + " is not one number from 0 to the body's length.");

    /** No body has more digits of bytes. */
    private static final int MAX_DIGITS = 9;

    private BinaryTensors() {}

    /** Length of the JSON, {@link OutcomeRecord#ALL_JSON} without the header, or {@link #CONTRADICTION}. */
    static int jsonBytes(HttpHeaders headers, int bodyBytes) {
        String stated = headers.get(HEADER);
        if (stated == null) {
            return OutcomeRecord.ALL_JSON;
        }
        if (stated.isEmpty()
                || stated.length() > MAX_DIGITS
                || headers.getAll(HEADER).size() > 1) {
            return CONTRADICTION;
        }
        int bytes = 0;
        for (int i = 0; i < stated.length(); i++) {
            char digit = stated.charAt(i);
            if (digit < '0' || digit > '9') {
                return CONTRADICTION;
            }
            bytes = 10 * bytes + digit - '0';
        }
        return bytes <= bodyBytes ? bytes : CONTRADICTION;
    }
}
