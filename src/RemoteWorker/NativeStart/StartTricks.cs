using System.Diagnostics.CodeAnalysis;

namespace ActorServer.RemoteWorker.NativeStart;

/// <summary>
/// What makes a native worker start faster and is not needed otherwise. Each trick is a file of this folder that says what it gains and
/// what breaks it; the build property <c>NativeStartTricks=false</c> leaves all of them out (NativeStart.targets).
/// </summary>
internal static class StartTricks
{
    private const string Switch = "ActorServer.NativeStartTricks";

    // The compiler knows the answer and leaves out what is not called then.
    [FeatureSwitchDefinition(Switch)]
    private static bool AreWanted => !AppContext.TryGetSwitch(Switch, out var wanted) || wanted;

    /// <summary>Those that are code. To be called in a native worker, before the actor system starts.</summary>
    public static void Apply()
    {
        if (!AreWanted)
            return;
        DirectMatchCompiler.Install();
        RandomSeed.Plant();
    }
}
