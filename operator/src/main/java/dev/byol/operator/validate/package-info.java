/** Whether an experiment can be run as it is written, beyond what the API server checks. Pure. */
package dev.byol.operator.validate;
