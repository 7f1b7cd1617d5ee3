/** A small model server: Open Inference Protocol v2 (REST) over ONNX models that are loaded by their digest. */
package dev.gatehouse.sandbox.modelserver;
