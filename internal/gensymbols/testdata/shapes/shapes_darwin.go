package shapes

// System names the system.
const System = "darwin"
