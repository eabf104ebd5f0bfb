namespace ActorServer.TestKit.Tests.Doubles;

/// <summary>The kinds of handler, all of which hold the same dialogue.</summary>
public enum Kind
{
    Actor,
    Stream,
    Duplex,
}

internal static class Dialogue
{
    public static TestClient Connect(Kind kind) => kind switch
    {
        Kind.Actor => TestClient.Connect<DialogueHandler>(),
        Kind.Stream => TestClient.Connect<StreamDialogueHandler>(),
        _ => TestClient.Connect(() => new DuplexDialogueHandler()),
    };
}
