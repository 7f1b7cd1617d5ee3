package dev.gatehouse.audit.cells;

import dev.gatehouse.audit.plan.AuditException;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * Reads a comma-separated file with a header (RFC 4180, UTF-8 with or without a byte order mark, LF or CRLF), gzipped or
 * not, record by record. Strict: a ragged record, a repeated column, an unclosed quote or bytes that are not UTF-8 end it
 * with an {@link AuditException} that names the line.
 */
public final class CsvReader implements AutoCloseable {
    /** The largest number of columns. */
    public static final int MAX_COLUMNS = 4_096;

    /** The longest record, in UTF-16 characters. */
    public static final int MAX_RECORD_LENGTH = 1_048_576;

    private static final int GZIP_MAGIC = 0x1f8b;
    private static final int BUFFER_BYTES = 65_536;

    private final String name;
    private final Reader in;
    private final List<String> header;
    private int pushedBack = -1;
    private boolean hasPushedBack;
    private long line = 1;
    private long recordLine = 1;

    private CsvReader(String name, Reader in) {
        this.name = name;
        this.in = in;
        List<String> first = record();
        if (first == null) {
            throw new AuditException(name + ": empty; a header line is needed");
        }
        this.header = List.copyOf(first);
        Set<String> seen = new HashSet<>();
        for (String column : header) {
            if (!seen.add(column)) {
                throw new AuditException(name + ": line 1: the column '" + column + "' is there twice");
            }
        }
    }

    /** Opens a file and reads its header. Whether it is gzipped is told by its first bytes. */
    public static CsvReader open(Path file) {
        String name = String.valueOf(file.getFileName());
        InputStream stream = null;
        try {
            stream = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES);
            stream.mark(2);
            int magic = stream.read() << 8 | stream.read();
            stream.reset();
            InputStream plain = magic == GZIP_MAGIC ? new GZIPInputStream(stream, BUFFER_BYTES) : stream;
            return new CsvReader(
                    name,
                    new BufferedReader(new InputStreamReader(
                            plain,
                            StandardCharsets.UTF_8
                                    .newDecoder()
                                    .onMalformedInput(CodingErrorAction.REPORT)
                                    .onUnmappableCharacter(CodingErrorAction.REPORT))));
        } catch (IOException e) {
            close(stream);
            throw new AuditException(name + ": cannot be read: " + e.getMessage(), e);
        } catch (AuditException e) {
            close(stream);
            throw e;
        }
    }

    /** The column names, in order. */
    public List<String> header() {
        return header;
    }

    /** The position of a column; an {@link AuditException} names it and what there is instead. */
    public int column(String column) {
        int index = header.indexOf(column);
        if (index < 0) {
            throw noColumn(name, column, header);
        }
        return index;
    }

    static AuditException noColumn(String name, String column, List<String> columns) {
        return new AuditException(name + ": has no column '" + column + "'; its columns are "
                + (columns.size() <= 50 ? columns : columns.subList(0, 50) + " and more"));
    }

    /** The next record with as many fields as the header, or null at the end. */
    public List<String> next() {
        List<String> fields = record();
        if (fields != null && fields.size() != header.size()) {
            throw new AuditException(name + ": line " + recordLine + " has " + fields.size()
                    + " fields, the header has " + header.size());
        }
        return fields;
    }

    /** The line on which the last record began, counted from 1. */
    public long line() {
        return recordLine;
    }

    @Override
    public void close() {
        close(in);
    }

    private List<String> record() {
        try {
            int c = read();
            recordLine = line;
            if (c == '\uFEFF' && line == 1) {
                c = read();
            }
            if (c < 0) {
                return null;
            }
            List<String> fields = new ArrayList<>();
            StringBuilder field = new StringBuilder();
            int length = 0;
            while (true) {
                boolean quoted = c == '"';
                c = quoted ? quotedField(field) : c;
                while (c >= 0 && c != ',' && c != '\n' && c != '\r') {
                    if (quoted || c == '"') {
                        throw new AuditException(name + ": line " + line
                                + ": a quote inside a field must be doubled and" + " the field quoted");
                    }
                    field.append((char) c);
                    c = read();
                }
                length += field.length() + 1;
                if (length > MAX_RECORD_LENGTH || fields.size() >= MAX_COLUMNS) {
                    throw new AuditException(name + ": line " + recordLine + " is longer than " + MAX_RECORD_LENGTH
                            + " characters or has more than " + MAX_COLUMNS + " fields");
                }
                fields.add(field.toString());
                field.setLength(0);
                if (c != ',') {
                    endLine(c);
                    return fields;
                }
                c = read();
            }
        } catch (CharacterCodingException e) {
            throw new AuditException(name + ": not UTF-8 at or after line " + line + "; save the file as UTF-8", e);
        } catch (IOException e) {
            throw new AuditException(name + ": cannot be read at or after line " + line + ": " + e.getMessage(), e);
        }
    }

    private int quotedField(StringBuilder field) throws IOException {
        while (true) {
            int c = read();
            if (c < 0 || field.length() > MAX_RECORD_LENGTH) {
                throw new AuditException(name + ": line " + recordLine + ": a quoted field is not closed");
            }
            if (c == '"') {
                c = read();
                if (c != '"') {
                    return c;
                }
            } else if (c == '\n') {
                line++;
            }
            field.append((char) c);
        }
    }

    private void endLine(int c) throws IOException {
        if (c == '\r') {
            int following = read();
            if (following != '\n') {
                pushedBack = following;
                hasPushedBack = true;
            }
        }
        line++;
    }

    private int read() throws IOException {
        if (hasPushedBack) {
            hasPushedBack = false;
            return pushedBack;
        }
        return in.read();
    }

    private static void close(AutoCloseable stream) {
        try {
            if (stream != null) {
                stream.close();
            }
        } catch (Exception e) {
            throw new AuditException("cannot close a file: " + e.getMessage(), e);
        }
    }
}
