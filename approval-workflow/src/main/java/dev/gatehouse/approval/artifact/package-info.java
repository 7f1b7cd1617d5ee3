/** Signed models: a signature over a folder of files (OpenSSF Model Signing v1.0), verified against keys that were configured. */
package dev.gatehouse.approval.artifact;
