/** Canonical JSON (RFC 8785), digests and the strict reading of documents that were signed. */
package dev.gatehouse.approval.canonical;
