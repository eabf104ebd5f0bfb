namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>The isolation models and their variants, and a client that another node serves.</summary>
public sealed class EveryWay : TheoryData<string>
{
    public EveryWay()
    {
        foreach (var row in new EveryVariant())
            Add(row);
        Add("process+elsewhere");
    }
}
