// Meters and environment variables are the process's, and one application would see another's.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
