package dev.gatehouse.gateway.log;

import java.io.IOException;

/** Records that were acknowledged cannot be read as they were written. Never raised for a torn tail, which is discarded. */
public final class CorruptLogException extends IOException {
    private static final long serialVersionUID = 1;

    CorruptLogException(String message) {
        super(message);
    }
}
