namespace ActorServer.Native.Processes;

/// <summary>What has become of a child.</summary>
internal enum ChildState
{
    /// <summary>It runs.</summary>
    Running,

    /// <summary>It has exited, and its pid stays taken until it is reaped.</summary>
    Exited,

    /// <summary>There is no such child: somebody else has reaped it.</summary>
    Gone,
}
