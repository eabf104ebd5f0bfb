
namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>How a client sees its connection end.</summary>
internal enum ConnectionEnd
{
    /// <summary>The server has said that there is no more (FIN).</summary>
    Finished,

    /// <summary>The server has cut the client off (RST).</summary>
    Reset,
}
