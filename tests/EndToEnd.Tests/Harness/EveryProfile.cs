namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>The four isolation models.</summary>
public sealed class EveryProfile : TheoryData<string>
{
    public EveryProfile()
    {
        Add("inline");
        Add("event");
        Add("thread");
        Add("process");
    }
}
