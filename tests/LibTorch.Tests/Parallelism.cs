// Torch's default generator, its thread count and the count of tensors belong to the process: one test at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
