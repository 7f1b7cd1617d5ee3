package dev.gatehouse.sandbox;

import java.util.concurrent.TimeUnit;

/** Waiting, where being interrupted means that the sandbox is being stopped. */
final class Pause {

    private Pause() {}

    static void millis(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("interrupted while waiting", e);
        }
    }
}
