/**
 * The outcome log: an append-only, durable, checksummed log of predictions on the gateway's own disk.
 *
 * <p>Plain Java on {@link java.nio.channels.FileChannel}. A record is durable before its prediction is answered, so a record
 * means 'answered, or possibly answered', and an answer without a record cannot exist. {@code docs/gateway.md} describes the file
 * format.
 */
package dev.gatehouse.gateway.log;
