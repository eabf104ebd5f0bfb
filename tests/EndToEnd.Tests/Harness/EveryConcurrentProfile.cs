namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>The isolation models that serve more than one client at a time.</summary>
public sealed class EveryConcurrentProfile : TheoryData<string>
{
    public EveryConcurrentProfile()
    {
        Add("event");
        Add("thread");
        Add("process");
        Add("process+several");
    }
}
