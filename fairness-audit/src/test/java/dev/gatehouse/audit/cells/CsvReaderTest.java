package dev.gatehouse.audit.cells;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatehouse.audit.Rows;
import dev.gatehouse.audit.plan.AuditException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvReaderTest {
    @TempDir
    Path folder;

    @Test
    void quotesLineEndsAndAByteOrderMarkAreUnderstood() throws IOException {
        Path file = write("\uFEFFa,\"b \"\"x\"\"\"\r\n1,\"two\nlines, one field\"\r\n,\n3,\"\"");
        try (CsvReader reader = CsvReader.open(file)) {
            assertThat(reader.header()).containsExactly("a", "b \"x\"");
            assertThat(reader.next()).containsExactly("1", "two\nlines, one field");
            assertThat(reader.next()).containsExactly("", "");
            assertThat(reader.line()).isEqualTo(4);
            assertThat(reader.next()).containsExactly("3", "");
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void whatIsBrokenIsRefusedWithItsLine() throws IOException {
        refused("a,b\n1,2\n3\n", "line 3 has 1 fields, the header has 2");
        refused("a,b\n1,\"2\n", "line 2: a quoted field is not closed");
        refused("a,b\n1,2\"3\n", "line 2: a quote inside a field");
        refused("a,b\n1,\"2\"3\n", "line 2: a quote inside a field");
        refused("a,a\n1,2\n", "the column 'a' is there twice");
        Path latin = Files.write(folder.resolve("rows.csv"), "a\nJos\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> readAll(latin))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining("not UTF-8");
    }

    @Property(tries = 100)
    void whatWasWrittenIsRead(@ForAll @Size(max = 20) List<@Size(2) List<String>> values) throws IOException {
        Rows rows = Rows.withColumns("a", "b");
        values.forEach(row -> rows.row("x" + printable(row.get(0)), "y" + printable(row.get(1))));
        Path file = Files.createTempFile("rows", ".csv");
        try {
            assertThat(readAll(rows.writeTo(file))).isEqualTo(rows.rows);
        } finally {
            Files.delete(file);
        }
    }

    private static String printable(String text) {
        return text.codePoints()
                .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private void refused(String content, String message) throws IOException {
        Path file = write(content);
        assertThatThrownBy(() -> readAll(file))
                .isInstanceOf(AuditException.class)
                .hasMessageContaining(message);
    }

    private Path write(String content) throws IOException {
        return Files.writeString(folder.resolve("rows.csv"), content);
    }

    private static List<List<String>> readAll(Path file) {
        List<List<String>> records = new ArrayList<>();
        try (CsvReader reader = CsvReader.open(file)) {
            for (List<String> record = reader.next(); record != null; record = reader.next()) {
                records.add(record);
            }
        }
        return records;
    }
}
