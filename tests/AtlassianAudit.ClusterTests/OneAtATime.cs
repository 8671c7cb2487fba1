// Each of these tests is several processes, and some of them measure how soon something happens.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
