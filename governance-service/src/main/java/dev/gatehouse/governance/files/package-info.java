/** Bytes kept under their SHA-256: model artifacts and audit data sets. */
package dev.gatehouse.governance.files;
