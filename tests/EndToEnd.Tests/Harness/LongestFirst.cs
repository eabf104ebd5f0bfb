using ActorServer.EndToEnd.Tests.Chaos;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("ActorServer.EndToEnd.Tests.Harness.LongestFirst", "ActorServer.EndToEnd.Tests")]

namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>
/// The classes whose tests take longest begin first: one that began last would run alone in the end, while the processor waits.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest =
    [
        nameof(Scale.Hosts), nameof(ChaosRunTests), nameof(LeakTests), nameof(SupervisionTests), nameof(BackPressureTests), nameof(GoneClientsTests), nameof(StandardStreamsTests),
        nameof(DrainTests), nameof(CrashTests), nameof(LingerTests), nameof(DrainDeadlineTests), nameof(TimeoutTests), nameof(CommandLineTests), nameof(StreamHandlerTests),
        nameof(TemporaryFilesTests), nameof(RecordsTests), nameof(ImpatientHandlerTests), nameof(AdmissionTests), nameof(PluginTests),
    ];

    /// <inheritdoc/>
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) => testCollections.OrderBy(Place);

    // A class without a collection of its own is one, named after it.
    private static int Place(ITestCollection collection)
    {
        var place = Array.FindIndex(Longest, name => collection.DisplayName.EndsWith($".{name}", StringComparison.Ordinal));
        return place < 0 ? Longest.Length : place;
    }
}
