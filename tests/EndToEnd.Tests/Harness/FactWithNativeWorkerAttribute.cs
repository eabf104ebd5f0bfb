namespace ActorServer.EndToEnd.Tests.Harness;

/// <summary>A test of the native worker, which is not built on every machine.</summary>
internal sealed class FactWithNativeWorkerAttribute : FactAttribute
{
    public FactWithNativeWorkerAttribute()
    {
        if (!File.Exists(BuiltOutput.NativeWorker))
            Skip = $"there is no native worker at {BuiltOutput.NativeWorker}";
    }
}
