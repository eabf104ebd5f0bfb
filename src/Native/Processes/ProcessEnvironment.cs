using ActorServer.Native.Calls;

namespace ActorServer.Native.Processes;

/// <summary>The environment that the C library knows and that programs which it starts inherit; .NET's is a copy.</summary>
internal static class ProcessEnvironment
{
    /// <summary>unsetenv(3). To be called while no other thread looks at the environment.</summary>
    public static void Unset(string name) => _ = Libc.unsetenv(name);
}
