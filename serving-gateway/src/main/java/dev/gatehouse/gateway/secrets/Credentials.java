package dev.gatehouse.gateway.secrets;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What model servers want to see of this gateway: one header field each. Read from a file of lines {@code host:port Name: value}; empty lines
 * and those that begin with {@code #} mean nothing.
 */
public final class Credentials {

    /** Longest value of a header field, characters. */
    public static final int MAX_VALUE_CHARS = 8 * 1024;

    private static final Pattern LINE = Pattern.compile(
            "(?<server>\\S+:[0-9]{1,5})\\s+(?<name>[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}):[ \\t]*(?<value>.*)");
    private static final Pattern VALUE = Pattern.compile("[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?");

    /** Fields that frame a request or belong to one connection. */
    private static final Set<String> NOT_CREDENTIALS = Set.of(
            "host",
            "content-length",
            "transfer-encoding",
            "connection",
            "expect",
            "te",
            "trailer",
            "upgrade",
            "content-type");

    /** One header field. What it holds is in no text but the request's. */
    public static final class Credential {

        private final String name;
        private final String value;
        private final byte[] line;

        private Credential(String name, String value) {
            this.name = name;
            this.value = value;
            this.line = (name + ": " + value + "\r\n").getBytes(StandardCharsets.US_ASCII);
        }

        /** Name of the field, as the file has it. */
        public String name() {
            return name;
        }

        /** The secret. */
        public String value() {
            return value;
        }

        /** {@code Name: value} and the line's end; not to be changed. */
        public byte[] line() {
            return line;
        }

        @Override
        public String toString() {
            return name + ": (secret)";
        }
    }

    private final Set<String> allowed;
    private final FollowedFiles<Map<String, Credential>> file;

    /**
     * Reads the file.
     *
     * @param path empty when no model server wants any
     * @param allowed {@code host:port} of each model server that may be called
     * @throws IllegalStateException when the file cannot be used
     */
    public Credentials(Optional<Path> path, Set<String> allowed) {
        this.allowed = Set.copyOf(allowed);
        this.file = new FollowedFiles<>(
                "The credentials for model servers", path.stream().toList(), true, this::read);
    }

    /**
     * What a model server wants to see; null for nothing, because it is asked for each call.
     *
     * @param server {@code host:port}
     */
    public Credential of(String server) {
        Map<String, Credential> all = file.current();
        return all.isEmpty() ? null : all.get(server);
    }

    /** Reads the file again if it has changed. */
    public void look() {
        file.look();
    }

    /** Why it could not be read the last time. */
    public Optional<String> trouble() {
        return file.trouble();
    }

    private Map<String, Credential> read(List<byte[]> contents) throws IOException {
        Map<String, Credential> read = new HashMap<>();
        for (byte[] content : contents) {
            String[] lines = new String(content, StandardCharsets.UTF_8).split("\\R", -1);
            for (int i = 0; i < lines.length; i++) {
                if (!lines[i].isBlank() && !lines[i].startsWith("#")) {
                    add(lines[i].strip(), "line " + (i + 1), read);
                }
            }
        }
        return Map.copyOf(read);
    }

    private void add(String line, String where, Map<String, Credential> to) throws IOException {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IOException(where + " is not 'host:port Name: value'");
        }
        String server = matcher.group("server");
        String name = matcher.group("name");
        String value = matcher.group("value");
        String lower = name.toLowerCase(Locale.ROOT);
        if (NOT_CREDENTIALS.contains(lower) || lower.startsWith("x-gatehouse-")) {
            throw new IOException(where + " names the field " + name + ", which is not for credentials");
        }
        if (value.length() > MAX_VALUE_CHARS || !VALUE.matcher(value).matches()) {
            throw new IOException(where + " has no value of 1 to " + MAX_VALUE_CHARS + " printable ASCII characters");
        }
        if (!allowed.contains(server)) {
            throw new IOException(where + " is for " + server + ", which is not in gatehouse.upstream.allowed");
        }
        if (to.put(server, new Credential(name, value)) != null) {
            throw new IOException(where + " is the second one for " + server);
        }
    }
}
