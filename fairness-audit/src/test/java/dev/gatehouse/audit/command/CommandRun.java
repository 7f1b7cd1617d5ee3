package dev.gatehouse.audit.command;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** One run of the command: how it ended and what it printed. */
record CommandRun(int code, String out, String err) {
    private static final Terminal TERMINAL = new Terminal(120, StandardCharsets.UTF_8, false);

    static CommandRun of(Object... args) {
        return of(TERMINAL, args);
    }

    static CommandRun of(Terminal terminal, Object... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] words = Stream.of(args).map(String::valueOf).toArray(String[]::new);
        int code = AuditCommand.run(out, err, terminal, words);
        return new CommandRun(code, out.toString(terminal.charset()), err.toString(terminal.charset()));
    }
}
