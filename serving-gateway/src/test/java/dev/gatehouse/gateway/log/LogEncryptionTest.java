package dev.gatehouse.gateway.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log that is encrypted at rest. */
class LogEncryptionTest {

    private static final String PURPOSE = "credit-origination";
    private static final String FIRST = "1 " + key(1);
    private static final String SECOND = "2 " + key(2);

    @TempDir
    Path folder;

    private static String key(int seed) {
        byte[] bytes = new byte[32];
        new Random(seed).nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    private LogKeys keys(String... lines) throws IOException {
        return LogKeys.fromFile(file("rw-------", lines), OptionalInt.empty());
    }

    private Path file(String mode, String... lines) throws IOException {
        Path file = Files.createTempFile(folder, "keys", "");
        Files.write(file, List.of(lines));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    }

    private Path log() {
        return folder.resolve("log");
    }

    private OutcomeLog open(LogKeys keys) throws IOException {
        return OutcomeLog.open(log(), TestLog.SMALL, keys, nanos -> {});
    }

    private void append(LogKeys keys, int from, int to) throws Exception {
        try (OutcomeLog log = open(keys)) {
            for (int i = from; i < to; i++) {
                TestLog.appendPatiently(log, TestLog.numbered(i));
            }
        }
    }

    private List<Integer> read(LogKeys keys) throws IOException {
        try (OutcomeLog log = open(keys)) {
            return TestLog.numbersIn(log);
        }
    }

    private static List<Integer> upTo(int end) {
        return IntStream.range(0, end).boxed().toList();
    }

    private boolean aFileTells(String text) throws IOException {
        byte[] wanted = text.getBytes(StandardCharsets.UTF_8);
        try (Stream<Path> files = Files.walk(log())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                if (content.contains(new String(wanted, StandardCharsets.ISO_8859_1))) {
                    return true;
                }
            }
        }
        return false;
    }

    @Test
    void whatIsOnDiskTellsNothingAndReadsBack() throws Exception {
        append(keys(FIRST), 0, 100);
        assertThat(aFileTells(PURPOSE)).isFalse();
        assertThat(aFileTells("subject-")).isFalse();
        assertThat(read(keys(FIRST))).isEqualTo(upTo(100));
        append(LogKeys.fromFile(file("rw-------", FIRST), OptionalInt.of(0)), 100, 101);
        assertThat(aFileTells(PURPOSE)).as("of a record in plain text").isTrue();
    }

    @Test
    void keysAreRotatedAndFormerOnesStillRead() throws Exception {
        append(LogKeys.none(), 0, 10);
        append(keys(FIRST), 10, 20);
        append(keys(FIRST, SECOND), 20, 30);
        append(LogKeys.fromFile(file("rw-r-----", FIRST, SECOND), OptionalInt.of(1)), 30, 40);
        append(LogKeys.fromFile(file("rw-------", FIRST, SECOND), OptionalInt.of(0)), 40, 50);
        assertThat(read(keys("# both", "", SECOND, FIRST))).isEqualTo(upTo(50));
        try (OutcomeLog log = open(keys(FIRST, SECOND))) {
            assertThat(log.activeKeyId()).isEqualTo(2);
        }
    }

    @Test
    void aSegmentWhoseKeyIsMissingStopsTheStartAndIsNamed() throws Exception {
        append(keys(FIRST), 0, 10);
        append(keys(FIRST, SECOND), 10, 20);
        for (LogKeys tooFew : List.of(keys(SECOND), LogKeys.none())) {
            assertThatThrownBy(() -> open(tooFew))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(CorruptLogException.class)
                    .hasMessageContaining("is encrypted with key 1")
                    .hasMessageContaining("gatehouse.log.encryption-keys-file");
        }
        try (OutcomeLog log = open(keys(FIRST, SECOND))) {
            log.deleteBefore(log.durableEnd().segment());
        }
        assertThat(read(keys(SECOND))).as("the first key is no longer needed").isEmpty();
    }

    @Test
    void anotherKeyOfTheSameIdIsFoundAtTheStart() throws Exception {
        append(keys(FIRST), 0, 10);
        assertThatThrownBy(() -> open(keys("1 " + key(3))))
                .isInstanceOf(CorruptLogException.class)
                .hasMessageContaining("cannot be decrypted with key 1");
    }

    @Test
    void whatWasAlteredIsRefusedAlthoughItsChecksumIsRight() throws Exception {
        append(keys(FIRST), 0, 3);
        Path segment = Segment.fileOf(log(), 1);
        byte[] intact = Files.readAllBytes(segment);
        long salt = ByteBuffer.wrap(intact).getLong(24);
        int first = Segment.HEADER_BYTES;
        int second = first + Frame.size(ByteBuffer.wrap(intact), first);
        int batchOffset = Frame.batchOffset(ByteBuffer.wrap(intact), second);
        assertThat(second - first)
                .as("the first record is the longer one")
                .isGreaterThan(Frame.size(ByteBuffer.wrap(intact), second));
        // A byte of the ciphertext; the batch that the header names; another record's ciphertext.
        alter(segment, intact, second, salt, frame -> frame.put(100, (byte) (frame.get(100) ^ 1)), batchOffset);
        alter(segment, intact, second, salt, frame -> {}, first);
        alter(
                segment,
                intact,
                second,
                salt,
                frame -> frame.put(
                        Frame.HEADER_BYTES, intact, first + Frame.HEADER_BYTES, frame.capacity() - Frame.HEADER_BYTES),
                batchOffset);
        Files.write(segment, intact);
        assertThat(read(keys(FIRST))).isEqualTo(upTo(3));
    }

    private interface Change {
        void to(ByteBuffer frame);
    }

    private void alter(Path segment, byte[] intact, int at, long salt, Change change, int batchOffset)
            throws Exception {
        byte[] altered = intact.clone();
        int size = Frame.size(ByteBuffer.wrap(intact), at);
        ByteBuffer frame = ByteBuffer.allocate(size).put(0, intact, at, size);
        change.to(frame);
        Frame.place(frame, salt, at, batchOffset, null);
        System.arraycopy(frame.array(), 0, altered, at, size);
        Files.write(segment, altered);
        assertThatThrownBy(() -> read(keys(FIRST)))
                .isInstanceOf(CorruptLogException.class)
                .hasMessageContaining("offset " + at)
                .hasMessageContaining("cannot be decrypted");
    }

    @Test
    void noPlaceOfASegmentIsEncryptedTwice() throws Exception {
        append(keys(FIRST), 0, 5);
        Path segment = Segment.fileOf(log(), 1);
        ByteBuffer whole = ByteBuffer.wrap(Files.readAllBytes(segment));
        int last = Segment.HEADER_BYTES;
        for (int i = 0; i < 4; i++) {
            last += Frame.size(whole, last);
        }
        // As a power cut leaves it: a last record of which only a part reached the disk.
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
            file.setLength(last + 100L);
            file.setLength(TestLog.SMALL.segmentBytes());
        }
        byte[] torn = Files.readAllBytes(segment);
        try (OutcomeLog log = open(keys(FIRST))) {
            assertThat(log.recovery().discardedBytes()).isPositive();
            assertThat(log.recovery().end()).isEqualTo(LogPosition.startOf(2));
            TestLog.append(log, TestLog.numbered(4)).join();
            assertThat(TestLog.numbersIn(log)).isEqualTo(upTo(5));
        }
        byte[] after = Files.readAllBytes(segment);
        assertThat(after).hasSize(last + Frame.HEADER_BYTES);
        assertThat(ByteBuffer.wrap(after, 0, last)).isEqualTo(ByteBuffer.wrap(torn, 0, last));
        assertThat(Frame.kind(ByteBuffer.wrap(after), last)).isEqualTo(Frame.SEAL);
    }

    @Test
    void aCopyOfTheDirectoryGoesOnWithOtherKeysOfSegments() throws Exception {
        append(keys(FIRST), 0, 5);
        List<byte[]> sameRecord = new ArrayList<>();
        for (int copy = 0; copy < 2; copy++) {
            Path other = folder.resolve("copy-" + copy);
            Files.createDirectory(other);
            try (Stream<Path> files = Files.list(log())) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.copy(file, other.resolve(file.getFileName()));
                }
            }
            try (OutcomeLog log = OutcomeLog.open(other, TestLog.SMALL, keys(FIRST), nanos -> {})) {
                LogPosition at = log.durableEnd();
                TestLog.append(log, TestLog.numbered(5)).join();
                byte[] bytes = Files.readAllBytes(Segment.fileOf(other, at.segment()));
                int frame = (int) at.offset();
                int length = Frame.size(ByteBuffer.wrap(bytes), frame) - Frame.HEADER_BYTES;
                byte[] payload = new byte[length];
                System.arraycopy(bytes, frame + Frame.HEADER_BYTES, payload, 0, length);
                sameRecord.add(payload);
            }
        }
        int equal = 0;
        for (int i = 0; i < sameRecord.get(0).length; i++) {
            equal += sameRecord.get(0)[i] == sameRecord.get(1)[i] ? 1 : 0;
        }
        // Under one key stream most bytes of the same record would be the same.
        assertThat(equal).isLessThan(sameRecord.get(0).length / 8);
    }

    @Test
    void aFileOfKeysIsReadStrictlyAndNoMessageTellsAKey() throws Exception {
        refused("holds no key", "# none");
        refused("line 2 is not an id", FIRST, key(2));
        refused("line 1 is not an id", "0 " + key(2));
        refused("line 1 is not an id", "65536 " + key(2));
        refused("line 1 is not an id", "1 " + key(2) + " more");
        refused("line 1 has a key that is not base64", "1 " + key(2).replace('=', '?'));
        refused("line 1 has a key of 16 bytes", "1 " + Base64.getEncoder().encodeToString(new byte[16]));
        refused("line 2 names key 1 a second time", FIRST, "1 " + key(2));
        assertThatThrownBy(() -> LogKeys.fromFile(file("rw-------", FIRST), OptionalInt.of(2)))
                .hasMessageContaining("holds no key 2");
        assertThatThrownBy(() -> LogKeys.fromFile(file("rw-r--r--", FIRST), OptionalInt.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("chmod 600");
        assertThat(keys(FIRST, SECOND)).hasToString("the keys [1, 2], of which 2 is written with");
    }

    private void refused(String why, String... lines) throws IOException {
        Path file = file("rw-------", lines);
        assertThatThrownBy(() -> LogKeys.fromFile(file, OptionalInt.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(why)
                .hasMessageNotContaining(key(2).substring(0, 8))
                .hasMessageNotContaining(key(1).substring(0, 8));
    }
}
