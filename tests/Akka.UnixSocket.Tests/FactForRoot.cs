using ActorServer.Native.Processes;

namespace ActorServer.UnixSocket.Tests;

/// <summary>A test that needs to act as another user, which only root can.</summary>
internal sealed class FactForRootAttribute : FactAttribute
{
    public FactForRootAttribute()
    {
        if (ProcessUser.Effective != 0)
            Skip = "acts as another user, which only root can";
    }
}
