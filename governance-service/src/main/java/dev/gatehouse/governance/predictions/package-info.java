/** What the gateway recorded, what came true, and how the model does on it. */
package dev.gatehouse.governance.predictions;
