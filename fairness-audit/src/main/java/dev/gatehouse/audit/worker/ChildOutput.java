package dev.gatehouse.audit.worker;

import dev.gatehouse.audit.Progress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Reads what a child prints, so that it never blocks on a full pipe: progress from one stream, the last words of the other. */
final class ChildOutput {

    private static final int MAX_LINE_CHARACTERS = 200;
    private static final int MAX_ERROR_CHARACTERS = 4_000;
    private static final int SHOWN_ERROR_CHARACTERS = 300;
    private static final long END_MILLIS = TimeUnit.SECONDS.toMillis(5);

    private final Thread progress;
    private final Thread error;
    private final StringBuilder lastError = new StringBuilder();

    private ChildOutput(Process child, Progress told) {
        progress = follower("audit-progress", () -> readProgress(child, told));
        error = follower("audit-error", () -> readError(child));
    }

    static ChildOutput follow(Process child, Progress told) {
        ChildOutput output = new ChildOutput(child, told);
        output.progress.start();
        output.error.start();
        return output;
    }

    /** Waits until both streams have ended, which they do with the child. */
    void await() throws InterruptedException {
        progress.join(END_MILLIS);
        error.join(END_MILLIS);
    }

    /** The first line of what it said last, after a colon; nothing if it said nothing. */
    String lastError() {
        synchronized (lastError) {
            String first = lastError.toString().strip().lines().findFirst().orElse("");
            return first.isEmpty() ? "" : ": " + first.substring(0, Math.min(first.length(), SHOWN_ERROR_CHARACTERS));
        }
    }

    private static Thread follower(String name, Runnable reading) {
        Thread thread = new Thread(reading, name);
        thread.setDaemon(true);
        return thread;
    }

    private static void readProgress(Process child, Progress told) {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = line(in); line != null; line = line(in)) {
                if (line.startsWith(AuditWorker.PROGRESS)) {
                    String said = line.substring(AuditWorker.PROGRESS.length());
                    int space = said.indexOf(' ');
                    if (space > 0) {
                        told.at(said.substring(space + 1), share(said.substring(0, space)));
                    }
                }
            }
        } catch (IOException e) {
            // The pipe broke with the child; how the child ended says the rest.
        }
    }

    private static double share(String text) {
        try {
            return text.equals("-") ? Double.NaN : Math.max(0, Math.min(1, Double.parseDouble(text)));
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** A line without its end, cut at the limit; null at the end of the stream. */
    private static String line(Reader in) throws IOException {
        StringBuilder line = new StringBuilder();
        int c = in.read();
        if (c < 0) {
            return null;
        }
        for (; c >= 0 && c != '\n'; c = in.read()) {
            if (line.length() < MAX_LINE_CHARACTERS) {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    private void readError(Process child) {
        try (Reader in = new InputStreamReader(child.getErrorStream(), StandardCharsets.UTF_8)) {
            char[] buffer = new char[1_024];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                synchronized (lastError) {
                    lastError.append(buffer, 0, n);
                    int over = lastError.length() - MAX_ERROR_CHARACTERS;
                    if (over > 0) {
                        lastError.delete(0, over);
                    }
                }
            }
        } catch (IOException e) {
            // As above.
        }
    }
}
