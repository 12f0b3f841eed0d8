--- The workloads of `make bench`, in the order of the table: work/<name>.lua.
return {"rosenbrock", "schedules", "central", "chained", "logistic", "mlp", "memory", "solver", "fits",
        "trace", "sweep", "startup"}
