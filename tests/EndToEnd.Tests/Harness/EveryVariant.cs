namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>The four isolation models, and the variants of the last.</summary>
public sealed class EveryVariant : TheoryData<string>
{
    public EveryVariant()
    {
        Add("inline");
        Add("event");
        Add("thread");
        Add("process");
        Add("process+relay");
        Add("process+managed");
        Add("process+several");
    }
}
