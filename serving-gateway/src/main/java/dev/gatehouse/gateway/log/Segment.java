package dev.gatehouse.gateway.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * One file of the log: a header, frames, zeros. It is written with zeros and synced before its name appears, so an append
 * changes no metadata and cannot run out of space.
 *
 * <pre>
 *  0  8 bytes  "GHOUTLOG"
 *  8  u32      format version: 1, or 2 with a key id
 * 12  u32      id of the key that all record frames are encrypted with; 0 is plain text
 * 16  u64      segment number
 * 24  u64      salt: random, part of every frame's checksum
 * 32  u64      size of the file while it is written to
 * 40  u32      CRC-32C of bytes 0 to 39, then u32 zero
 * 48           frames
 * </pre>
 */
final class Segment implements AutoCloseable {

    static final int HEADER_BYTES = 48;
    static final String SUFFIX = ".seg";

    private static final long MAGIC = 0x47484f55544c4f47L;
    private static final int PLAIN_FORMAT = 1;
    private static final int ENCRYPTED_FORMAT = 2;
    private static final int CRC_AT = 40;
    private static final String TORN_SUFFIX = ".torn";
    private static final String UNFINISHED_SUFFIX = ".unfinished";
    private static final int ZERO_CHUNK_BYTES = 1024 * 1024;

    /** So that a sync of the log never waits behind a whole segment of zeros. */
    private static final int ZEROS_A_SYNC = 8 * ZERO_CHUNK_BYTES;

    private static final SecureRandom SALTS = new SecureRandom();

    private final long number;
    private final long salt;
    private final int size;
    private final int keyId;
    private final Path file;
    private final FileChannel channel;

    private Segment(long number, long salt, int size, int keyId, Path file, FileChannel channel) {
        this.number = number;
        this.salt = salt;
        this.size = size;
        this.keyId = keyId;
        this.file = file;
        this.channel = channel;
    }

    long number() {
        return number;
    }

    long salt() {
        return salt;
    }

    int size() {
        return size;
    }

    int keyId() {
        return keyId;
    }

    Path file() {
        return file;
    }

    /** Bytes of record frames that fit when it is empty; a seal always fits behind them. */
    int usableBytes() {
        return usableBytes(size);
    }

    /** Bytes of record frames that fit into a segment of that size. */
    static int usableBytes(int size) {
        return size - HEADER_BYTES - Frame.HEADER_BYTES;
    }

    /** Whether the file is as long as it was made. */
    boolean isWhole() throws IOException {
        return channel.size() == size;
    }

    static Path fileOf(Path directory, long number) {
        return directory.resolve(String.format("%019d%s", number, SUFFIX));
    }

    /** Numbers of the segments in a directory, ascending. */
    static List<Long> numbersIn(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(n -> n.matches("\\d{19}\\" + SUFFIX))
                    .map(n -> Long.parseLong(n.substring(0, 19)))
                    .sorted()
                    .toList();
        }
    }

    /** Makes a segment full of zeros, durable before it gets its name. A half-made one is removed. */
    static Segment create(Path directory, long number, int size, int keyId) throws IOException {
        Path unfinished = directory.resolve(String.format("%019d%s", number, UNFINISHED_SUFFIX));
        Path file = fileOf(directory, number);
        long salt = SALTS.nextLong();
        FileChannel channel = FileChannel.open(
                unfinished,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        try {
            ByteBuffer zeros = ByteBuffer.allocate(ZERO_CHUNK_BYTES);
            for (long at = 0; at < size; at += ZERO_CHUNK_BYTES) {
                if (at > 0 && at % ZEROS_A_SYNC == 0) {
                    channel.force(true);
                }
                writeFully(channel, zeros.clear().limit((int) Math.min(ZERO_CHUNK_BYTES, size - at)), at);
            }
            writeFully(channel, header(number, salt, size, keyId), 0);
            channel.force(true);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            syncDirectory(directory);
            return new Segment(number, salt, size, keyId, file, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            Files.deleteIfExists(unfinished);
            throw e;
        }
    }

    /** The segment's torn tails, set aside by {@link #setAside}. */
    static List<Path> tornTailsOf(Path directory, long number) throws IOException {
        String prefix = String.format("%019d-", number);
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(f -> f.getFileName().toString().startsWith(prefix)
                            && f.getFileName().toString().endsWith(TORN_SUFFIX))
                    .toList();
        }
    }

    /** Keeps bytes that are no frames in a file beside the segment, durable. */
    void setAside(int from, int to) throws IOException {
        Path copy = file.resolveSibling(String.format("%019d-%d%s", number, from, TORN_SUFFIX));
        try (FileChannel torn = FileChannel.open(
                copy, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            writeFully(torn, read(from, to - from), 0);
            torn.force(true);
        }
    }

    static void removeUnfinished(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(UNFINISHED_SUFFIX)).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Opens a segment for reading and writing and checks its header. */
    static Segment open(Path directory, long number) throws IOException {
        return open(directory, number, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    static Segment openForReading(Path directory, long number) throws IOException {
        return open(directory, number, StandardOpenOption.READ);
    }

    private static Segment open(Path directory, long number, StandardOpenOption... options) throws IOException {
        Path file = fileOf(directory, number);
        FileChannel channel = FileChannel.open(file, options);
        try {
            ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
            if (readFully(channel, header, 0) < HEADER_BYTES) {
                throw new CorruptLogException(file + " is shorter than a segment header");
            }
            long salt = header.getLong(24);
            long size = header.getLong(32);
            int keyId = header.getInt(12);
            if (header.getLong(0) != MAGIC
                    || header.getInt(8) != formatFor(keyId)
                    || header.getLong(16) != number
                    || header.getInt(CRC_AT) != headerChecksum(header)
                    || header.getInt(CRC_AT + 4) != 0) {
                throw new CorruptLogException(file + " has no valid segment header (format version " + PLAIN_FORMAT
                        + " or " + ENCRYPTED_FORMAT + ", segment " + number + "): it is damaged or not ours");
            }
            return new Segment(number, salt, Math.toIntExact(size), keyId, file, channel);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static int formatFor(int keyId) {
        return keyId == Frame.PLAIN_TEXT_KEY ? PLAIN_FORMAT : ENCRYPTED_FORMAT;
    }

    private static ByteBuffer header(long number, long salt, int size, int keyId) {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        header.putLong(MAGIC)
                .putInt(formatFor(keyId))
                .putInt(keyId)
                .putLong(number)
                .putLong(salt)
                .putLong(size);
        header.putInt(CRC_AT, headerChecksum(header));
        return header.clear();
    }

    private static int headerChecksum(ByteBuffer header) {
        CRC32C crc = new CRC32C();
        crc.update(header.slice(0, CRC_AT));
        return (int) crc.getValue();
    }

    /** Up to {@code length} bytes of the file from {@code offset}; fewer where the file ends. */
    ByteBuffer read(long offset, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) Math.max(0, Math.min(length, channel.size() - offset)));
        readFully(channel, bytes, offset);
        return bytes.flip();
    }

    /** The whole file, mapped. */
    ByteBuffer map() throws IOException {
        return channel.map(FileChannel.MapMode.READ_ONLY, 0, Math.min(size, channel.size()));
    }

    void write(ByteBuffer bytes, long offset) throws IOException {
        writeFully(channel, bytes, offset);
    }

    void sync() throws IOException {
        channel.force(false);
    }

    /** Ends the segment behind its last record, durable; what was behind it is given back. */
    void seal(int end) throws IOException {
        ByteBuffer seal = Frame.allocate(Frame.SEAL, 0);
        Frame.place(seal, salt, end, end, null);
        write(seal.rewind(), end);
        sync();
        truncate(end + (long) seal.capacity());
    }

    /** Gives back the space behind the seal. */
    void truncate(long end) throws IOException {
        channel.truncate(end);
    }

    /** Zeros from {@code from} to {@code to}, and the file at its full size again. */
    void zero(int from, int to) throws IOException {
        int end = (int) Math.max(to, channel.size() < size ? size : to);
        for (int at = from; at < end; at += ZERO_CHUNK_BYTES) {
            writeFully(channel, ByteBuffer.allocate(Math.min(ZERO_CHUNK_BYTES, end - at)), at);
        }
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    static void syncDirectory(Path directory) throws IOException {
        try (FileChannel handle = FileChannel.open(directory, StandardOpenOption.READ)) {
            handle.force(true);
        }
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
        long offset = at;
        while (bytes.hasRemaining()) {
            offset += channel.write(bytes, offset);
        }
    }

    private static int readFully(FileChannel channel, ByteBuffer bytes, long at) throws IOException {
        int total = 0;
        while (bytes.hasRemaining()) {
            int n = channel.read(bytes, at + total);
            if (n < 0) {
                break;
            }
            total += n;
        }
        return total;
    }
}
