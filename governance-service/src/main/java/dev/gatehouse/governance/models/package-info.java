/** The inventory: models (use cases) with their facts and tier, and their versions. */
package dev.gatehouse.governance.models;
